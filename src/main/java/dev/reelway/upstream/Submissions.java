package dev.reelway.upstream;

/** What a dialect can declare during its submit. */
public final class Submissions {

  /**
   * Declares that the next request orders nothing, for example the upload of an image: if only this
   * request was written, the order was not sent.
   */
  public void nextIsFree() {
    SubmitIntent.freeNext();
  }
}
