package dev.reelway.media;

import dev.reelway.wire.Causes;
import java.util.Optional;

/**
 * A file that an upstream sent as an image is not acceptable; a retry would return the same file.
 */
public final class UnusableImage extends RuntimeException {

  /**
   * @param predicate the predicate of the sentence: what is wrong, without subject and full stop
   */
  private UnusableImage(String predicate) {
    super("The file from the upstream " + predicate + ".", null, false, false);
  }

  /** The bytes are not an image. */
  public static UnusableImage ofUnknownType() {
    return new UnusableImage("is not a PNG, JPEG or WebP image");
  }

  /** The file was refused by a check. */
  public static UnusableImage of(ImageRefused refused) {
    var sentence = refused.sentence();
    return sentence.equals(ImageRefused.UNKNOWN_TYPE)
        ? ofUnknownType()
        : new UnusableImage(sentence);
  }

  /** Finds it among the causes of an exception. */
  public static Optional<UnusableImage> in(Throwable thrown) {
    return Causes.first(thrown, UnusableImage.class);
  }

  /** The reason in one sentence, for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
