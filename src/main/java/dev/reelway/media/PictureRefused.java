package dev.reelway.media;

/**
 * A file that cannot be taken as a picture. The sentence goes on from the name of what was given:
 * "is larger than the 20000000 bytes allowed".
 */
public final class PictureRefused extends RuntimeException {

  static final String KIND = "must be a PNG, JPEG or WebP picture";
  static final String BASE64 = "is not valid base64";
  static final String DATA = "is a data: URL that is not in base64";

  PictureRefused(String sentence) {
    super(sentence, null, false, false);
  }

  static PictureRefused tooLarge(long largest) {
    return new PictureRefused("is larger than the %d bytes allowed".formatted(largest));
  }

  /** What is wrong and what is allowed, without a subject and without a full stop. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
