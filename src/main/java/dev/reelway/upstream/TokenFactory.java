package dev.reelway.upstream;

import static dev.reelway.setup.SettingsChecks.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.upstream.TokenGrant.ClientCredentials;
import dev.reelway.upstream.TokenGrant.ServiceAccount;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes out of the settings of upstreams how their access tokens are asked for. */
final class TokenFactory {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TokenSettings NONE = new TokenSettings(null, null, false);

  private TokenFactory() {}

  /**
   * How tokens are asked for.
   *
   * @throws ConfigurationRefused if a key does not fit its settings
   */
  static TokenGrants grants(RenderSettings settings, Upstreams upstreams) {
    Map<String, TokenSettings> all = new HashMap<>();
    settings
        .upstreams()
        .forEach(
            (name, one) -> {
              if (one.token() != null) {
                all.put(name, one.token());
              }
            });
    var grants = new TokenGrants(all);
    upstreams.all().forEach(grants::of);
    return grants;
  }

  /**
   * How tokens are asked for with a key; empty if the key is its own token.
   *
   * @throws ConfigurationRefused if the key does not fit the settings
   */
  static Optional<TokenGrant> grant(Upstream upstream, @Nullable TokenSettings settings) {
    var prefix = "reelway.upstreams." + upstream.name();
    var token = settings == null ? NONE : settings;
    var account = json(upstream.key());
    if (account.isPresent()) {
      return Optional.of(serviceAccount(account.get(), token, prefix));
    }
    return settings == null
        ? Optional.empty()
        : Optional.of(clientCredentials(upstream.key(), token, prefix));
  }

  /** A service account, if the key is one. */
  private static Optional<JsonNode> json(String key) {
    try {
      return key.startsWith("{")
          ? Optional.of(JSON.readTree(key)).filter(one -> one.has("private_key"))
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  private static TokenGrant serviceAccount(JsonNode account, TokenSettings token, String prefix) {
    var url = token.url() == null ? account.path("token_uri").asText() : token.url().toString();
    var email = account.path("client_email").asText();
    var key = account.path("private_key").asText();
    check(
        !email.isEmpty() && Sign.isRsaKey(key),
        prefix + ".key",
        "must be a service account in JSON with client_email and private_key.");
    return new ServiceAccount(url(SettingsChecks.uri(url), prefix), scope(token), email, key);
  }

  private static TokenGrant clientCredentials(String key, TokenSettings token, String prefix) {
    int colon = key.indexOf(':');
    check(
        colon > 0 && colon < key.length() - 1,
        prefix + ".key",
        "must be written as id:secret, or be a service account in JSON, as token is set.");
    return new ClientCredentials(
        url(token.url(), prefix),
        scope(token),
        key.substring(0, colon),
        key.substring(colon + 1),
        token.secretInForm());
  }

  private static URI url(@Nullable URI url, String prefix) {
    check(SettingsChecks.isHttp(url), prefix + ".token.url", SettingsChecks.HTTP_URL);
    return Objects.requireNonNull(url);
  }

  private static @Nullable String scope(TokenSettings token) {
    return SettingsChecks.orNull(token.scope());
  }
}
