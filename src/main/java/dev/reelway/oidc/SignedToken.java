package dev.reelway.oidc;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A JSON web token with a signature in its compact form (RFC 7519, RFC 7515, 7.1), read and not yet
 * verified. Header and claims are read once, strictly: a name that stands twice is refused, so that
 * no two readers can disagree.
 *
 * @param signed the bytes that the signature is made of
 */
@SuppressWarnings("ArrayRecordComponent")
record SignedToken(JsonNode header, JsonNode claims, byte[] signed, byte[] signature) {

  /** The longest token. The web server does not take much more in a header. */
  static final int LONGEST = 8192;

  /** Three parts in base64url, the first of which begins as a JSON object does. */
  private static final Pattern FORM =
      Pattern.compile("e[wy][A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final ObjectMapper JSON =
      new ObjectMapper(
          BoundedJson.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /** Whether a text looks like one. */
  static boolean isToken(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }

  /**
   * Reads a token.
   *
   * @throws LicenceRefused if it is none
   */
  static SignedToken read(String text) {
    var parts = text.split("\\.");
    int end = text.lastIndexOf('.');
    try {
      return new SignedToken(
          object(parts[0]),
          object(parts[1]),
          text.substring(0, end).getBytes(StandardCharsets.US_ASCII),
          bytes(parts[2]));
    } catch (IOException | IllegalArgumentException malformed) {
      throw LicenceRefused.ofToken("it is malformed");
    }
  }

  private static byte[] bytes(String part) {
    return Base64.getUrlDecoder().decode(part);
  }

  private static JsonNode object(String part) throws IOException {
    try (var parser = JSON.createParser(bytes(part))) {
      JsonNode read = JSON.readTree(parser);
      if (read == null || !read.isObject() || parser.nextToken() != null) {
        throw new IllegalArgumentException("no JSON object");
      }
      return read;
    }
  }

  /** Never the token, as this may be logged. */
  @Override
  public String toString() {
    return "SignedToken";
  }
}
