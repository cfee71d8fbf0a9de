package dev.reelway.media;

/**
 * A file that is not acceptable as an image or a source video. The sentence is a predicate that
 * follows the name of a parameter: "is larger than the 20000000 bytes allowed".
 */
public final class ImageRefused extends RuntimeException {

  static final String UNKNOWN_TYPE = "must be a PNG, JPEG or WebP image";
  static final String BASE64 = "is not valid base64";
  static final String DATA = "is a data: URL that is not in base64";

  ImageRefused(String sentence) {
    super(sentence, null, false, false);
  }

  static ImageRefused tooLarge(long largest) {
    return new ImageRefused("is larger than the %d bytes allowed".formatted(largest));
  }

  /** What is wrong and what is allowed, without subject and full stop. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
