package dev.reelway.setup;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.public-url}.
 *
 * @param text the URL of this service for callers from outside, or null
 */
public record PublicUrl(@Nullable String text) {

  /** An empty text counts as null. */
  public static PublicUrl of(@Nullable String setting) {
    return new PublicUrl(SettingsChecks.orNull(setting));
  }

  /** The URL, or null if there is none or it is invalid. */
  public @Nullable URI uri() {
    return text == null ? null : SettingsChecks.uri(text);
  }

  /** The URL of a path, or the path alone if this URL is not known. */
  public String at(String path) {
    return (text == null ? "" : text.replaceFirst("/+$", "")) + path;
  }
}
