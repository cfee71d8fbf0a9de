package dev.reelway.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The signatures that the specifications print. */
class TokenAlgorithmTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        // RFC 7515, A.3
        "ES256,"
            + " `{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}`,"
            + " eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ,"
            + " DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        // RFC 8037, A.4
        "EDDSA,"
            + " `{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}`,"
            + " eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc,"
            + " hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
      })
  void aSignatureOfTheSpecificationIsByItsKey(
      TokenAlgorithm algorithm, String key, String signed, String signature) throws Exception {
    var jwk = JWK.parse(key);
    var bytes = signed.getBytes(US_ASCII);
    var by = Base64.getUrlDecoder().decode(signature);

    assertThat(algorithm.fits(jwk)).isTrue();
    assertThat(algorithm.isBy(jwk, bytes, by)).isTrue();
    by[5] ^= 1;
    assertThat(algorithm.isBy(jwk, bytes, by)).isFalse();
  }
}
