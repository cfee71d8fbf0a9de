package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.wire.Hmac;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/**
 * Signs requests for dialects whose upstreams ask for more than a key: HMAC-SHA256 and JSON web
 * tokens. Texts count as UTF-8. An empty secret or text is refused with an
 * IllegalArgumentException, whose message repeats neither.
 */
public final class Sign {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final Clock clock;

  Sign(Clock clock) {
    this.clock = clock;
  }

  /** The time in whole unix seconds. */
  public long time() {
    return clock.instant().getEpochSecond();
  }

  /** The part of a configured key before its first colon, or the whole key if it has none. */
  public String id(String key) {
    int colon = key.indexOf(':');
    return colon < 0 ? key : key.substring(0, colon);
  }

  /**
   * The part of a configured key after its first colon.
   *
   * @throws IllegalArgumentException if the key has no colon
   */
  public String secret(String key) {
    int colon = key.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("The upstream's key must be written as id:secret");
    }
    return key.substring(colon + 1);
  }

  /** The HMAC-SHA256 of a text, in lower-case hexadecimal digits. */
  public String hmacHex(String secret, String text) {
    return HEX.formatHex(Hmac.under(bytes(secret)).of(required(text)));
  }

  /** The HMAC-SHA256 of a text, in base64 with padding. */
  public String hmacBase64(String secret, String text) {
    return Base64.getEncoder().encodeToString(Hmac.under(bytes(secret)).of(required(text)));
  }

  /** A UUID that is always the same for the same text, such as the id of a job. */
  public String uuid(String text) {
    return UUID.nameUUIDFromBytes(required(text).getBytes(UTF_8)).toString();
  }

  /** A text in base64url without padding. */
  public String base64url(String text) {
    return url(text);
  }

  /**
   * A JSON web token, signed with HMAC-SHA256.
   *
   * @param claims a JSON object, such as <code>{"iss": "id", "exp": 1800000000}</code>
   */
  public String jwtHs256(String secret, String claims) {
    var input = input("HS256", claims);
    return input + "." + URL.encodeToString(Hmac.under(bytes(secret)).of(input));
  }

  /**
   * A JSON web token, signed with RSA and SHA-256.
   *
   * @param privateKey a PKCS #8 key as PEM; its line breaks may be written as {@code \n}
   * @param claims a JSON object
   */
  public String jwtRs256(String privateKey, String claims) {
    return rs256(privateKey, claims);
  }

  /** A JSON web token with these claims, signed as {@link #jwtRs256} does. */
  static String assertion(String privateKey, Map<String, ?> claims) {
    try {
      return rs256(privateKey, JSON.writeValueAsString(claims));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The header {@code Authorization} of a client id and its secret (RFC 6749, 2.3.1). */
  static String basic(String id, String secret) {
    var both = URLEncoder.encode(id, UTF_8) + ":" + URLEncoder.encode(secret, UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(US_ASCII));
  }

  /** Whether a text is a private key that {@link #jwtRs256} takes. */
  static boolean isRsaKey(String privateKey) {
    try {
      return !rsaKey(privateKey).getAlgorithm().isEmpty();
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }

  private static String rs256(String privateKey, String claims) {
    var input = input("RS256", claims);
    return input + "." + URL.encodeToString(rsa(rsaKey(privateKey), input));
  }

  private static String input(String algorithm, String claims) {
    var header = "{\"alg\":\"%s\",\"typ\":\"JWT\"}".formatted(algorithm);
    return url(header) + "." + url(required(claims));
  }

  private static String url(String text) {
    return URL.encodeToString(text.getBytes(UTF_8));
  }

  static byte[] rsa(PrivateKey key, String text) {
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("The private key cannot be used for RS256", e);
    }
  }

  private static PrivateKey rsaKey(String pem) {
    try {
      var body = pem.replace("\\n", "").replaceAll("-----[A-Z ]+-----|\\s", "");
      var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "The private key must be an RSA key as PEM that begins with -----BEGIN PRIVATE KEY-----");
    }
  }

  private static byte[] bytes(String secret) {
    return required(secret).getBytes(UTF_8);
  }

  private static String required(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("A secret or text to sign is empty");
    }
    return text;
  }
}
