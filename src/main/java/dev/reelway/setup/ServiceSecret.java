package dev.reelway.setup;

import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.secret}: what links are signed with and the keys of licences are hashed with. All
 * nodes must have the same.
 *
 * @param text at least 32 characters, or null for one that is generated and stored in the ledger
 */
public record ServiceSecret(@Nullable String text) {

  private static final String SETTING = "reelway.secret";

  /** An empty text counts as null; a short one is refused. */
  public static ServiceSecret of(@Nullable String setting) {
    var configured = SettingsChecks.orNull(setting);
    var text = configured == null ? null : SecretText.of(configured, SETTING);
    if (text != null) {
      SecretText.requireLong(text, SETTING);
    }
    return new ServiceSecret(text);
  }

  /** Never the secret, as this may be logged. */
  @Override
  public String toString() {
    return "ServiceSecret";
  }
}
