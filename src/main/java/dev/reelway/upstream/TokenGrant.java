package dev.reelway.upstream;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an access token is asked for: the fields of the form, and a header if there is one. */
sealed interface TokenGrant {

  /** The token endpoint. */
  URI url();

  /** The scope of the configuration, which goes before the dialect's; or null. */
  @Nullable String scope();

  /**
   * The form.
   *
   * @param scope what is asked for; empty for what the endpoint grants by default
   */
  Map<String, String> form(String scope, Instant now);

  /** The header {@code Authorization}, or null. */
  default @Nullable String authorization() {
    return null;
  }

  /** Client credentials (RFC 6749, 4.4). */
  record ClientCredentials(
      URI url, @Nullable String scope, String id, String secret, boolean inForm)
      implements TokenGrant {

    @Override
    public Map<String, String> form(String scope, Instant now) {
      var form = new LinkedHashMap<String, String>();
      form.put("grant_type", "client_credentials");
      if (!scope.isEmpty()) {
        form.put("scope", scope);
      }
      if (inForm) {
        form.put("client_id", id);
        form.put("client_secret", secret);
      }
      return form;
    }

    @Override
    public @Nullable String authorization() {
      return inForm ? null : Sign.basic(id, secret);
    }

    @Override
    public String toString() {
      return "client credentials";
    }
  }

  /** A service account, whose private key signs the request (RFC 7523). */
  record ServiceAccount(URI url, @Nullable String scope, String email, String privateKey)
      implements TokenGrant {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final long SECONDS = 3600;

    @Override
    public Map<String, String> form(String scope, Instant now) {
      var claims = new LinkedHashMap<String, Object>();
      claims.put("iss", email);
      if (!scope.isEmpty()) {
        claims.put("scope", scope);
      }
      claims.put("aud", url.toString());
      claims.put("iat", now.getEpochSecond());
      claims.put("exp", now.getEpochSecond() + SECONDS);
      var form = new LinkedHashMap<String, String>();
      form.put("grant_type", GRANT);
      form.put("assertion", Sign.assertion(privateKey, claims));
      return form;
    }

    @Override
    public String toString() {
      return "service account";
    }
  }
}
