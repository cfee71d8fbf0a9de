package dev.reelway.sink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of file that we take from an upstream, told by their first bytes, never by a header.
 */
public enum Media {
  MP4("video/mp4", "mp4", 4, "ftyp"),
  WEBM("video/webm", "webm", 0, "\u001a\u0045\u00df\u00a3"),
  WEBP("image/webp", "webp", 8, "WEBP"),
  JPEG("image/jpeg", "jpg", 0, "\u00ff\u00d8\u00ff"),
  PNG("image/png", "png", 0, "\u0089PNG\r\n\u001a\n");

  /** As many bytes as it takes to tell. */
  static final int TELLING = 16;

  private final String type;
  private final String extension;
  private final int offset;
  private final byte[] mark;

  Media(String type, String extension, int offset, String mark) {
    this.type = type;
    this.extension = extension;
    this.offset = offset;
    this.mark = mark.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What a file is that begins with these bytes; empty for all that we do not take. */
  static Optional<Media> of(byte[] start) {
    return Arrays.stream(values()).filter(media -> media.begins(start)).findFirst();
  }

  private boolean begins(byte[] start) {
    int end = offset + mark.length;
    return start.length >= end && Arrays.equals(start, offset, end, mark, 0, mark.length);
  }

  /** The media type. */
  public String type() {
    return type;
  }

  /** What the file's name ends in, without the dot. */
  public String extension() {
    return extension;
  }

  boolean isFilm() {
    return this == MP4 || this == WEBM;
  }
}
