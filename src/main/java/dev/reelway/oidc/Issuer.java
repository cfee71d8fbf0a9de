package dev.reelway.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.TokenLicence;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;

/**
 * An issuer of tokens, and what its tokens must be like (RFC 7519; RFC 8725; RFC 9068, 4).
 *
 * @param name its name in the configuration
 * @param url what its tokens say in {@code iss}
 * @param audience of which they must have one
 * @param types in lower case, without {@code application/}
 * @param skew how much its clock may differ
 */
record Issuer(
    String name,
    String url,
    Set<String> audience,
    Set<TokenAlgorithm> algorithms,
    Set<String> types,
    Duration skew,
    String nameClaim,
    TokenRights rights,
    IssuerKeys keys) {

  /** Later times are not dates. */
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  /**
   * What a token of this issuer says.
   *
   * @throws LicenceRefused if it is not valid now, or gives no rights
   */
  TokenLicence verified(SignedToken token, Instant now) {
    requireSignature(token);
    var claims = token.claims();
    var expires = requireTimes(claims, now);
    require(
        !Collections.disjoint(ClaimValues.of(claims, "aud"), audience),
        "it was made for another service");
    require(!claims.has("cnf"), "it is bound to a key, which is not supported");
    var names = ClaimValues.of(claims, nameClaim);
    require(names.size() == 1, "it does not say whose it is");
    var terms = rights.terms(claims, seconds(claims, "iat", expires.getEpochSecond()));
    return new TokenLicence(
        TokenName.of(name, names.getFirst()), rights.scopes(claims, terms), terms, expires);
  }

  /**
   * The key is one that the issuer publishes: what a token itself says of keys ({@code jwk}, {@code
   * jku}, {@code x5c}, {@code x5u}) is not looked at.
   */
  private void requireSignature(SignedToken token) {
    var header = token.header();
    var algorithm =
        TokenAlgorithm.named(header.path("alg").asText(""))
            .filter(algorithms::contains)
            .orElseThrow(() -> LicenceRefused.ofToken("its signature is of a kind not accepted"));
    require(!header.has("crit") && !header.has("cty"), "its header is not supported");
    require(types.contains(type(header)), "it is of another type");
    require(!header.has("kid") || header.path("kid").isTextual(), "its header is not supported");
    var id = header.path("kid").textValue();
    require(
        keys.fitting(algorithm, id).stream()
            .anyMatch(key -> algorithm.isBy(key, token.signed(), token.signature())),
        "its signature is not that of its issuer");
  }

  private static String type(JsonNode header) {
    return header
        .path("typ")
        .asText("JWT")
        .toLowerCase(Locale.ROOT)
        .replaceFirst("^application/", "");
  }

  /** When the token ends. */
  private Instant requireTimes(JsonNode claims, Instant now) {
    require(claims.has("exp"), "it does not say when it expires");
    var expires = Instant.ofEpochSecond(seconds(claims, "exp", 0)).plus(skew);
    require(now.isBefore(expires), "it has expired");
    long latest = now.plus(skew).getEpochSecond();
    require(seconds(claims, "nbf", 0) <= latest, "it is not valid yet");
    require(seconds(claims, "iat", 0) <= latest, "it was issued in the future");
    return expires;
  }

  private static long seconds(JsonNode claims, String name, long missing) {
    var value = claims.path(name);
    if (value.isMissingNode()) {
      return missing;
    }
    require(value.isNumber() && value.canConvertToLong(), "its times are not numbers");
    long seconds = value.longValue();
    require(seconds >= 0 && seconds <= LATEST, "its times are not dates");
    return seconds;
  }

  private static void require(boolean right, String why) {
    if (!right) {
      throw LicenceRefused.ofToken(why);
    }
  }
}
