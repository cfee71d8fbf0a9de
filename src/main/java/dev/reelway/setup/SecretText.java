package dev.reelway.setup;

import static dev.reelway.setup.SettingsChecks.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A secret in the configuration: the secret itself, or {@code file:} and the path of its file. */
public final class SecretText {

  private static final String FILE = "file:";
  private static final int LARGEST = 64 << 10;
  private static final int SHORTEST = 32;

  private SecretText() {}

  /**
   * The secret.
   *
   * @param setting the key of the setting, by which an empty or unreadable file is refused
   */
  public static String of(String configured, String setting) {
    return configured.startsWith(FILE)
        ? read(configured.substring(FILE.length()), setting)
        : configured;
  }

  /** Refuses a secret that could be guessed, with less than 32 characters. */
  public static void requireLong(String secret, String setting) {
    check(
        secret.length() >= SHORTEST,
        setting,
        "must have at least 32 characters, like those that `openssl rand -hex 32` prints.");
  }

  private static String read(String file, String setting) {
    try (var bytes = Files.newInputStream(Path.of(file))) {
      var secret = new String(bytes.readNBytes(LARGEST), UTF_8);
      check(!secret.isBlank(), setting, "names the file %s, which is empty.".formatted(file));
      return secret.strip();
    } catch (IOException | InvalidPathException unreadable) {
      throw new ConfigurationRefused(
          setting, "names the file %s, which cannot be read.".formatted(file));
    }
  }
}
