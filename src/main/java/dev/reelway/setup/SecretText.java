package dev.reelway.setup;

import static dev.reelway.setup.SettingsChecks.check;

import java.util.function.Function;

/** A secret in the configuration that is read once, at the start: see {@link WatchedSecret}. */
public final class SecretText {

  private static final int SHORTEST = 32;

  private SecretText() {}

  /**
   * The secret.
   *
   * @param setting the key of the setting, by which an empty or unreadable file is refused
   */
  public static String of(String configured, String setting) {
    return WatchedSecret.of(configured, setting, Function.identity()).value();
  }

  /** Refuses a secret that could be guessed, with less than 32 characters. */
  public static void requireLong(String secret, String setting) {
    check(
        secret.length() >= SHORTEST,
        setting,
        "must have at least 32 characters, like those that `openssl rand -hex 32` prints.");
  }
}
