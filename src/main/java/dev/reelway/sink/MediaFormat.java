package dev.reelway.sink;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file types that are accepted from upstreams, recognised by their first bytes and never by a
 * header.
 */
public enum MediaFormat {
  MP4("video/mp4", "mp4", 4, "ftyp"),
  WEBM("video/webm", "webm", 0, "\u001a\u0045\u00df\u00a3"),
  WEBP("image/webp", "webp", 8, "WEBP"),
  JPEG("image/jpeg", "jpg", 0, "\u00ff\u00d8\u00ff"),
  PNG("image/png", "png", 0, "\u0089PNG\r\n\u001a\n");

  /** The number of bytes needed to recognise a type. */
  static final int SIGNATURE_BYTES = 16;

  private final String type;
  private final String extension;
  private final int offset;
  private final byte[] magic;

  MediaFormat(String type, String extension, int offset, String magic) {
    this.type = type;
    this.extension = extension;
    this.offset = offset;
    this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The type of a file that starts with these bytes; empty for any type that is not accepted. */
  static Optional<MediaFormat> of(byte[] start) {
    return Arrays.stream(values()).filter(mediaFormat -> mediaFormat.begins(start)).findFirst();
  }

  private boolean begins(byte[] start) {
    int end = offset + magic.length;
    return start.length >= end && Arrays.equals(start, offset, end, magic, 0, magic.length);
  }

  /** The media type. */
  public String type() {
    return type;
  }

  /** The file extension, without the dot. */
  public String extension() {
    return extension;
  }

  boolean isVideo() {
    return this == MP4 || this == WEBM;
  }
}
