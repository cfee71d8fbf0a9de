package dev.reelway.setup;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Checks that the settings of every package need. A wrong setting is refused with its full key and
 * one sentence.
 */
public final class SettingsChecks {

  /** The sentence for a URL setting. */
  public static final String HTTP_URL =
      "must be an http or https URL with a host and without a query.";

  /** The sentence for a URL setting that may be empty. */
  public static final String OPTIONAL_HTTP_URL =
      "must be empty, or an http or https URL with a host and without a query.";

  private static final String GREATER = "must be greater than zero.";
  private static final String NEGATIVE = "must not be negative.";

  private SettingsChecks() {}

  /**
   * Refuses the setting unless the condition holds.
   *
   * @param sentence the rest of the sentence that begins with the key
   */
  public static void check(boolean right, String key, String sentence) {
    if (!right) {
      throw new ConfigurationRefused(key, sentence);
    }
  }

  /** The value; refused where it is empty. */
  public static String required(@Nullable String value, String key, String sentence) {
    check(value != null && !value.isBlank(), key, sentence);
    return Objects.requireNonNull(value);
  }

  /** Refuses zero and less. */
  public static void positive(Duration duration, String key) {
    check(duration.isPositive(), key, GREATER);
  }

  /** Refuses zero and less. */
  public static void positive(DataSize size, String key) {
    positive(size.toBytes(), key);
  }

  /** Refuses zero and less. */
  public static void positive(long number, String key) {
    check(number > 0, key, GREATER);
  }

  /** Refuses less than zero. */
  public static void notNegative(Duration duration, String key) {
    check(!duration.isNegative(), key, NEGATIVE);
  }

  /** Refuses less than zero. */
  public static void notNegative(DataSize size, String key) {
    check(!size.isNegative(), key, NEGATIVE);
  }

  /** Refuses the path of a file for a folder; the folder need not exist yet. */
  public static void noFile(Path folder, String key) {
    check(
        !Files.exists(folder) || Files.isDirectory(folder),
        key,
        "must name a folder, but %s is a file.".formatted(folder));
  }

  /** The stripped text, or null if it is empty. */
  public static @Nullable String orNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** The URL, or null if the text is not a URL. */
  public static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      return null;
    }
  }

  /** Whether it is an http or https URL with a host, without a user and without a query. */
  public static boolean isHttp(@Nullable URI url) {
    return url != null
        && List.of("http", "https").contains(String.valueOf(url.getScheme()))
        && url.getHost() != null
        && url.getQuery() == null
        && url.getUserInfo() == null;
  }
}
