package dev.reelway.licence;

import dev.reelway.wire.Hmac;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Makes the keys of licences in the ledger, {@code rw-} and 256 random bits in base64url, and their
 * HMAC-SHA256 under a secret of the service, which is all that is stored of them.
 */
final class LicenceKeys {

  private static final String PREFIX = "rw-";
  private static final int BYTES = 32;
  private static final int HINT = 4;
  private static final int SECRET_ID = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Hmac hmac;

  /**
   * @param secret supplies the secret of the service; called when it is first needed
   */
  LicenceKeys(Supplier<byte[]> secret) {
    this.hmac = new Hmac(secret);
  }

  /** A new key. */
  static String generate() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether a text may be such a key. */
  static boolean isKey(String text) {
    return text.startsWith(PREFIX);
  }

  /** What is shown of a key later on. */
  static String hint(String key) {
    return key.substring(key.length() - HINT);
  }

  /** The HMAC-SHA256 of a key in hex. */
  String digest(String key) {
    return HexFormat.of().formatHex(hmac.of(key));
  }

  /** Tells the secret from others, without showing it. */
  String secretId() {
    return digest("").substring(0, SECRET_ID);
  }
}
