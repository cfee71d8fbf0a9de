package dev.reelway.media;

/** A file that an order starts from or refers to, whose type has been checked. */
public sealed interface ReferenceInfo permits ImageInfo, MediaInfo {

  /** Of the whole file, in lower-case hex. */
  String sha256();

  /** The media type, as the file's bytes say it. */
  String type();

  /** The length of the file. */
  long bytes();
}
