package dev.reelway.upstream;

/** What a dialect may say of its submit while it is under way. */
public final class Submissions {

  /**
   * The next request orders nothing, like the upload of an image: if only that was written, the
   * order was not sent.
   */
  public void free() {
    Submission.freeNext();
  }
}
