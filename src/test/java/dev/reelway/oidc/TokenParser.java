package dev.reelway.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.Scope;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What reads a token before and after its signature is verified, for hostile input. */
public final class TokenParser {

  private static final String HEADER = base64("{\"alg\":\"RS256\"}".getBytes(UTF_8));
  private static final TokenRights RIGHTS =
      new TokenRights(
          "scope",
          "",
          List.of(
              new TokenRights.Rule(
                  "a.roles", Set.of("x"), Set.of(Scope.CHAT), null, LicenceLimits.NONE),
              new TokenRights.Rule(
                  null, Set.of(), Set.of(Scope.VIDEOS), null, LicenceLimits.NONE)));

  private TokenParser() {}

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Reads any bytes: as a whole token, as a header, as claims, and as the keys of an issuer. */
  public static void read(byte[] bytes) {
    var text = new String(bytes, UTF_8);
    if (SignedToken.isToken(text)) {
      SignedToken.read(text);
    }
    var part = base64(bytes);
    var claims = SignedToken.read(HEADER + "." + (part.isEmpty() ? "A" : part) + ".AA").claims();
    KeySet.of(claims).fitting(TokenAlgorithm.RS256, null);
    RIGHTS.scopes(claims, RIGHTS.terms(claims, 0));
    ClaimValues.of(claims, "sub").forEach(value -> TokenName.of("company", value));
  }
}
