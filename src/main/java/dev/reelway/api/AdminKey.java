package dev.reelway.api;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Licences;
import dev.reelway.setup.SecretText;
import dev.reelway.setup.SettingsChecks;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.admin-key}: opens the calls under {@code /admin}, and nothing else. Only its
 * SHA-256 is held, and compared in constant time.
 */
public final class AdminKey {

  static final String SETTING = "reelway.admin-key";

  private static final String HASH = "sha256:";

  private final byte @Nullable [] digest;

  private AdminKey(byte @Nullable [] digest) {
    this.digest = digest;
  }

  /**
   * Reads the setting: the key, {@code file:} and a path, or {@code sha256:} and 64 hex digits.
   * Empty: there is no key, and nobody is admitted.
   */
  public static AdminKey of(@Nullable String setting) {
    var configured = SettingsChecks.orNull(setting);
    return new AdminKey(configured == null ? null : digest(SecretText.of(configured, SETTING)));
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

  /** Refuses a key that opens a licence too. */
  void requireNoLicence(Licences licences) {
    check(
        digest == null || !licences.isKey(digest),
        SETTING,
        "must not be the key of a licence. Generate a key of its own.");
  }

  /** Whether there is a key. */
  boolean isSet() {
    return digest != null;
  }

  /**
   * Whether a request shows the key.
   *
   * @param authorization the values of its {@code Authorization} headers
   */
  boolean admits(List<String> authorization) {
    try {
      return digest != null
          && MessageDigest.isEqual(digest, Licences.digest(Licences.key(authorization)));
    } catch (LicenceRefused noKey) {
      return false;
    }
  }
}
