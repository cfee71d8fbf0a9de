package dev.reelway.setup;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.public-url}.
 *
 * @param text where callers from outside find this service, or null where that is not known
 */
public record PublicUrl(@Nullable String text) {

  /** An empty text is none. */
  public static PublicUrl of(@Nullable String setting) {
    return new PublicUrl(SettingsChecks.orNull(setting));
  }

  /** Null where there is none, or where it is no URL. */
  public @Nullable URI uri() {
    return text == null ? null : SettingsChecks.uri(text);
  }

  /** Where a caller finds a path: a URL where this one is known, or the path alone. */
  public String at(String path) {
    return (text == null ? "" : text.replaceFirst("/+$", "")) + path;
  }
}
