package dev.reelway.api;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import dev.reelway.setup.SecretText;
import dev.reelway.setup.SettingsChecks;
import dev.reelway.setup.WatchedSecret;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.admin-key}: opens the calls under {@code /admin}, and nothing else. Only its
 * SHA-256 is held, and compared in constant time.
 */
public final class AdminKey {

  static final String SETTING = "reelway.admin-key";

  private static final String HASH = "sha256:";

  private final @Nullable WatchedSecret<byte[]> key;

  private AdminKey(@Nullable WatchedSecret<byte[]> key) {
    this.key = key;
  }

  /**
   * Reads the setting: the key, {@code file:} and a path, or {@code sha256:} and 64 hex digits.
   * Empty: there is no key, and nobody is admitted. A file is read again when it changes.
   *
   * @param isLicence whether a SHA-256 is that of a licence's key, which is refused
   */
  public static AdminKey of(@Nullable String setting, Predicate<byte[]> isLicence) {
    var configured = SettingsChecks.orNull(setting);
    return new AdminKey(
        configured == null
            ? null
            : WatchedSecret.of(configured, SETTING, key -> ownDigest(key, isLicence)));
  }

  private static byte[] ownDigest(String key, Predicate<byte[]> isLicence) {
    var digest = digest(key);
    check(
        !isLicence.test(digest),
        SETTING,
        "must not be the key of a licence. Generate a key of its own.");
    return digest;
  }

  private static byte[] digest(String key) {
    if (key.startsWith(HASH)) {
      var hex = key.substring(HASH.length());
      check(hex.matches("[0-9a-fA-F]{64}"), SETTING, "must have 64 hex digits after sha256:.");
      return HexFormat.of().parseHex(hex);
    }
    SecretText.requireLong(key, SETTING);
    return Licences.digest(key);
  }

  /** Whether there is a key. */
  boolean isSet() {
    return key != null;
  }

  /**
   * Whether a request shows the key.
   *
   * @param authorization the values of its {@code Authorization} headers
   */
  boolean admits(List<String> authorization) {
    try {
      return key != null
          && MessageDigest.isEqual(key.value(), Licences.digest(Licences.key(authorization)));
    } catch (LicenceRefused noKey) {
      return false;
    }
  }
}
