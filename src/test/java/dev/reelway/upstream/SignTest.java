package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reelway.wire.Hmac;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The vectors are those of RFC 7515, appendices A.1 and A.2, and of RFC 4231, case 2. */
class SignTest {

  private static final String CLAIMS =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  private static final String SECRET =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
  private static final String N =
      "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
  private static final String D =
      "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ";
  private static final String RS256 =
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

  private final Sign sign = new Sign(Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC));

  @Test
  void anHmacIsThatOfTheStandards() {
    assertThat(sign.hmacHex("Jefe", "what do ya want for nothing?"))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertThat(sign.hmacBase64("Jefe", "what do ya want for nothing?"))
        .isEqualTo("W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    var input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + CLAIMS;
    assertThat(url(Hmac.under(bytes(SECRET)).of(input)))
        .isEqualTo("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  }

  @Test
  void anRsaSignatureIsThatOfTheStandard() throws Exception {
    assertThat(url(Sign.rsa(privateKey(), "eyJhbGciOiJSUzI1NiJ9." + CLAIMS))).isEqualTo(RS256);
  }

  @Test
  void aTokenHasAHeaderTheClaimsAndASignature() {
    var parts = sign.jwtHs256("a secret", "{\"iss\":\"me\"}").split("\\.");

    assertThat(text(parts[0])).isEqualTo("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    assertThat(text(parts[1])).isEqualTo("{\"iss\":\"me\"}");
    assertThat(parts[2])
        .isEqualTo(url(Hmac.under("a secret".getBytes(UTF_8)).of(parts[0] + "." + parts[1])));
  }

  @Test
  void aTokenIsSignedWithAPemOfOneOrSeveralLines() throws Exception {
    var base64 = Base64.getMimeEncoder().encodeToString(privateKey().getEncoded());
    var pem = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(base64);

    var token = sign.jwtRs256(pem, "{}");

    assertThat(sign.jwtRs256(pem.replace("\r", "").replace("\n", "\\n"), "{}")).isEqualTo(token);
    int end = token.lastIndexOf('.');
    var verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(N), BigInteger.valueOf(65_537))));
    verifier.update(token.substring(0, end).getBytes(UTF_8));
    assertThat(verifier.verify(bytes(token.substring(end + 1)))).isTrue();
  }

  @Test
  void theTimeIsInWholeSeconds() {
    assertThat(sign.time()).isEqualTo(7);
  }

  @Test
  void aKeyOfTwoPartsIsSplitAtItsFirstColon() {
    assertThat(sign.id("me:a:b")).isEqualTo("me");
    assertThat(sign.secret("me:a:b")).isEqualTo("a:b");
    assertThat(sign.id("whole")).isEqualTo("whole");
  }

  @Test
  void anEqualTextHasAnEqualUuid() {
    assertThat(sign.uuid("video_1"))
        .isEqualTo(sign.uuid("video_1"))
        .isNotEqualTo(sign.uuid("video_2"))
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  @Test
  void whatCannotBeSignedIsRefusedWithoutRepeatingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sign.secret("whole"))
        .withMessage("The upstream's key must be written as id:secret");
    assertThatIllegalArgumentException().isThrownBy(() -> sign.hmacHex("", "text"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sign.jwtRs256("not a key", "{}"))
        .withMessageContaining("BEGIN PRIVATE KEY")
        .withMessageNotContaining("not a key");
  }

  private static PrivateKey privateKey() throws Exception {
    return KeyFactory.getInstance("RSA")
        .generatePrivate(new RSAPrivateKeySpec(number(N), number(D)));
  }

  private static BigInteger number(String base64url) {
    return new BigInteger(1, bytes(base64url));
  }

  private static byte[] bytes(String base64url) {
    return Base64.getUrlDecoder().decode(base64url);
  }

  private static String text(String base64url) {
    return new String(bytes(base64url), UTF_8);
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
