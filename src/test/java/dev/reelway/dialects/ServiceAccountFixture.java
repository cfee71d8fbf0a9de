package dev.reelway.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service account and the endpoint that grants its tokens: no other request is granted one. */
final class ServiceAccountFixture {

  private static final KeyPair KEYS = keys();
  private static final String EMAIL = "robot@p-1.iam.example";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  private final String token;

  /**
   * @param token the only one that is granted
   */
  ServiceAccountFixture(String token) {
    this.token = token;
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The account as its owner downloads it. */
  String json(String tokenUri) {
    var pem =
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(KEYS.getPrivate().getEncoded()));
    return Call.JSON
        .createObjectNode()
        .put("type", "service_account")
        .put("client_email", EMAIL)
        .put("private_key", pem)
        .put("token_uri", tokenUri)
        .toString();
  }

  Reply answer(Call call) {
    var form =
        Stream.of(call.body().split("&"))
            .map(field -> field.split("=", 2))
            .collect(Collectors.toMap(one -> one[0], one -> URLDecoder.decode(one[1], UTF_8)));
    return isSigned(form)
        ? Reply.json(200, "{\"access_token\": \"%s\", \"expires_in\": 3599}".formatted(token))
        : Reply.json(400, "{\"error\": \"invalid_grant\"}");
  }

  private static boolean isSigned(Map<String, String> form) {
    try {
      var parts = form.getOrDefault("assertion", "").split("\\.");
      var verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(KEYS.getPublic());
      verifier.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
      return GRANT.equals(form.get("grant_type"))
          && text(parts[1]).contains("\"iss\":\"" + EMAIL + "\"")
          && verifier.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(String base64url) {
    return new String(Base64.getUrlDecoder().decode(base64url), UTF_8);
  }
}
