package dev.reelway.upstream;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens of upstreams that take no plain key (OAuth 2.0): fetched with client
 * credentials or with a service account, and kept in memory until shortly before they expire. Each
 * upstream and key has its own.
 */
public final class Tokens implements AutoCloseable {

  private static final String BEARER = "Bearer ";

  private final Function<Upstream, @Nullable TokenGrant> grants;
  private final Clock clock;
  private final Map<Wanted, CachedToken> cached = new ConcurrentHashMap<>();
  private @Nullable TokenClient client;

  /**
   * @param grants how the tokens of a key are asked for; a key that is missing is its own token
   */
  Tokens(Map<Account, TokenGrant> grants, Clock clock) {
    this(one -> grants.get(new Account(one.name(), one.credential())), clock);
  }

  /**
   * @param grants how the tokens of the key that is in use are asked for; null if it is its own
   *     token
   */
  Tokens(Function<Upstream, @Nullable TokenGrant> grants, Clock clock) {
    this.grants = grants;
    this.clock = clock;
  }

  private record Wanted(Account account, String scope) {}

  /**
   * The access token of the key that is in use; the key itself if the upstream has neither a
   * service account nor {@code token} settings.
   *
   * @param scope what the dialect asks for; {@code token.scope} of the upstream goes first. Empty
   *     for what the token endpoint grants by default
   * @throws TokenUnavailable if none can be had: nothing was sent to the upstream
   */
  public String bearer(Upstream upstream, String scope) {
    var account = new Account(upstream.name(), upstream.credential());
    var grant = grants.apply(upstream);
    if (grant == null) {
      return upstream.key();
    }
    var configured = grant.scope();
    var wanted = new Wanted(account, configured == null ? scope : configured);
    return cached
        .computeIfAbsent(wanted, first -> new CachedToken(clock))
        .get(() -> client().fetch(grant, wanted.scope(), clock.instant()))
        .value();
  }

  /** The same for the scope of the configuration. */
  public String bearer(Upstream upstream) {
    return bearer(upstream, "");
  }

  /**
   * An upstream has answered 401 to this header {@code Authorization}: if the token in it is
   * cached, it is not used again. That is done once a minute at most.
   */
  void refused(String authorization) {
    if (authorization.startsWith(BEARER)) {
      var token = authorization.substring(BEARER.length());
      cached.values().forEach(one -> one.refused(token));
    }
  }

  /** Few services need one, and a start is faster without. */
  private synchronized TokenClient client() {
    if (client == null) {
      client = new TokenClient();
    }
    return client;
  }

  @Override
  public synchronized void close() throws IOException {
    if (client != null) {
      client.close();
    }
  }
}
