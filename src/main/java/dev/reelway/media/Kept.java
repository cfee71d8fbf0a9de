package dev.reelway.media;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of bytes that were given to us and are kept once, whoever gave them and however often:
 * their SHA-256. In a sink they lie apart from what was rendered, under {@code .media/}.
 *
 * @param extension what the file's name ends in, without the dot
 */
public record Kept(String sha256, String extension) {

  private static final Pattern LINK = Pattern.compile("kept:([0-9a-f]{64})\\.([a-z0-9]{1,8})");
  private static final Map<String, String> EXTENSIONS =
      Map.of("image/png", "png", "image/jpeg", "jpg", "image/webp", "webp");

  /** The name of bytes of this media type. */
  public static Kept of(String sha256, String type) {
    return new Kept(sha256, EXTENSIONS.getOrDefault(type.toLowerCase(Locale.ROOT), "bin"));
  }

  /** The name of a picture's bytes. */
  public static Kept of(Picture picture) {
    return of(picture.sha256(), picture.type());
  }

  /** Where they lie in a sink that were kept before each had a key of its own. */
  public String key() {
    return ".media/%s/%s.%s".formatted(sha256.substring(0, 2), sha256, extension);
  }

  /**
   * Where they are put in a sink this time: no removal of what lay there before can meet them.
   *
   * @param token no other time's
   */
  public String key(String token) {
    return ".media/%s/%s-%s.%s".formatted(sha256.substring(0, 2), token, sha256, extension);
  }

  /** How the ledger names them among the links of a render. */
  public String link() {
    return "kept:%s.%s".formatted(sha256, extension);
  }

  /** Reads such a link; empty for any other. */
  public static Optional<Kept> read(String link) {
    var written = LINK.matcher(link);
    return written.matches()
        ? Optional.of(new Kept(written.group(1), written.group(2)))
        : Optional.empty();
  }
}
