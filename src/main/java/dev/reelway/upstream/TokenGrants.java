package dev.reelway.upstream;

import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.wire.PlainText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the access tokens of each key are asked for, also after a key in a file has changed. */
final class TokenGrants {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  private final Map<String, TokenSettings> settings;
  private final Map<Account, Known> known = new ConcurrentHashMap<>();

  /** The grant that was made of a key; null if the key is its own token. */
  private record Known(String key, @Nullable TokenGrant grant) {}

  /**
   * @param settings by upstream; one that is missing has none
   */
  TokenGrants(Map<String, TokenSettings> settings) {
    this.settings = Map.copyOf(settings);
  }

  /**
   * How the tokens of the key that is in use are asked for; null if it is its own token.
   *
   * @throws ConfigurationRefused if the first key of an account makes no grant; a later one that
   *     does not leaves the grant as it was
   */
  @Nullable TokenGrant of(Upstream upstream) {
    var account = new Account(upstream.name(), upstream.credential());
    return known
        .compute(
            account,
            (one, before) ->
                before != null && before.key().equals(upstream.key())
                    ? before
                    : new Known(upstream.key(), grant(upstream, before)))
        .grant();
  }

  private @Nullable TokenGrant grant(Upstream upstream, @Nullable Known before) {
    try {
      return TokenFactory.grant(upstream, settings.get(upstream.name())).orElse(null);
    } catch (ConfigurationRefused refused) {
      if (before == null) {
        throw refused;
      }
      LOG.warn(
          "{} The key before stays in use.",
          PlainText.forLog(String.valueOf(refused.getMessage())));
      return before.grant();
    }
  }
}
