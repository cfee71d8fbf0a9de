package dev.reelway.media;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of bytes, such as an uploaded file, that are stored once under the SHA-256 of their
 * content. In a sink they are under {@code .media/}, apart from rendered files.
 *
 * @param extension the extension of the file's name, without the dot
 */
public record ContentKey(String sha256, String extension) {

  private static final Pattern LINK = Pattern.compile("kept:([0-9a-f]{64})\\.([a-z0-9]{1,8})");
  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpg"),
          Map.entry("image/webp", "webp"),
          Map.entry("video/mp4", "mp4"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("video/webm", "webm"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/wav", "wav"),
          Map.entry("audio/mp4", "m4a"),
          Map.entry("audio/aac", "aac"),
          Map.entry("audio/ogg", "ogg"),
          Map.entry("audio/flac", "flac"));

  /** The name of bytes of a media type; the extension of an unknown type is {@code bin}. */
  public static ContentKey of(String sha256, String type) {
    return new ContentKey(sha256, EXTENSIONS.getOrDefault(type.toLowerCase(Locale.ROOT), "bin"));
  }

  /** The name of an image's bytes. */
  public static ContentKey of(ImageInfo imageInfo) {
    return of(imageInfo.sha256(), imageInfo.type());
  }

  /** Parses a name that {@link #fileName} has written; empty for any other. */
  public static Optional<ContentKey> parseName(String name) {
    return parseLink("kept:" + name);
  }

  /** The media type that the extension stands for. */
  public String type() {
    return EXTENSIONS.entrySet().stream()
        .filter(one -> one.getValue().equals(extension))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("application/octet-stream");
  }

  /** The name alone, with its extension. */
  public String fileName() {
    return sha256 + "." + extension;
  }

  /** The key of bytes that were stored before keys had a token. */
  public String key() {
    return ".media/%s/%s.%s".formatted(sha256.substring(0, 2), sha256, extension);
  }

  /**
   * A key that is used only once, so that a pending removal of an earlier copy cannot delete it.
   *
   * @param token unique for each time that the bytes are stored
   */
  public String key(String token) {
    return ".media/%s/%s-%s.%s".formatted(sha256.substring(0, 2), token, sha256, extension);
  }

  /** The spelling among the links of a render in the ledger. */
  public String link() {
    return "kept:%s.%s".formatted(sha256, extension);
  }

  /** Parses a text that {@link #link} has written; empty for any other. */
  public static Optional<ContentKey> parseLink(String link) {
    var matcher = LINK.matcher(link);
    return matcher.matches()
        ? Optional.of(new ContentKey(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
