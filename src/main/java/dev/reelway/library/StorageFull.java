package dev.reelway.library;

/**
 * Bytes that a caller sends are refused, as the disk has too little free space: what is left is for
 * the files that upstreams have made, and for the ledger.
 */
public final class StorageFull extends RuntimeException {

  private static final String SENTENCE =
      "The service's disk is nearly full, so that no files are accepted. Try again later, or send"
          + " an order without files.";

  StorageFull() {
    super(SENTENCE, null, false, false);
  }

  /** The reason in one sentence, for the caller. */
  public String sentence() {
    return SENTENCE;
  }
}
