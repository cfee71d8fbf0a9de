package dev.reelway.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.util.function.SingletonSupplier;

/** HMAC-SHA256 under one key, for any number of threads. */
public final class Hmac {

  private static final String NAME = "HmacSHA256";

  /** Cloned for each text, as the look-up and the set-up take longer than the digest. */
  private final SingletonSupplier<Mac> keyed;

  /**
   * @param key supplies the key, of any length but empty; called when it is first needed
   */
  public Hmac(Supplier<byte[]> key) {
    this.keyed = SingletonSupplier.of(() -> keyed(key.get()));
  }

  /** The same for a key that is there. */
  public static Hmac under(byte[] key) {
    return new Hmac(() -> key);
  }

  /** The HMAC of a text in UTF-8, 32 bytes. */
  public byte[] of(String text) {
    try {
      return ((Mac) keyed.obtain().clone()).doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      var mac = Mac.getInstance(NAME);
      mac.init(new SecretKeySpec(key, NAME));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
