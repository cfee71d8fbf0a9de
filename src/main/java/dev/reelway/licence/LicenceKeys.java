package dev.reelway.licence;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

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

  private final Supplier<byte[]> secret;
  private volatile @Nullable Mac keyed;

  /**
   * @param secret supplies the secret of the service; called when it is first needed
   */
  LicenceKeys(Supplier<byte[]> secret) {
    this.secret = secret;
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
    try {
      var mac = (Mac) keyed().clone();
      return HexFormat.of().formatHex(mac.doFinal(key.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells the secret from others, without showing it. */
  String secretId() {
    return digest("").substring(0, SECRET_ID);
  }

  private Mac keyed() {
    var ready = keyed;
    if (ready == null) {
      ready = keyed(secret.get());
      keyed = ready;
    }
    return ready;
  }

  private static Mac keyed(byte[] secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
