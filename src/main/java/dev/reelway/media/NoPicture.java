package dev.reelway.media;

import dev.reelway.wire.Causes;
import java.util.Optional;

/** What an upstream sent for a picture is none that we take; asking again brings no other. */
public final class NoPicture extends RuntimeException {

  /**
   * @param what is wrong with it, without a subject and without a full stop
   */
  private NoPicture(String what) {
    super("What the upstream sent " + what + ".", null, false, false);
  }

  /** Bytes that are no picture at all. */
  public static NoPicture ofOtherKind() {
    return new NoPicture("is no PNG, JPEG or WebP picture");
  }

  /** A file that cannot be taken as a picture. */
  public static NoPicture of(PictureRefused refused) {
    var sentence = refused.sentence();
    return sentence.equals(PictureRefused.KIND) ? ofOtherKind() : new NoPicture(sentence);
  }

  /** The one among the causes of what a route threw, if there is one. */
  public static Optional<NoPicture> in(Throwable thrown) {
    return Causes.first(thrown, NoPicture.class);
  }

  /** What is wrong, in a sentence for whoever ordered it. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
