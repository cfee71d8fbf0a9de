package dev.reelway.idempotency;

/** A key belongs to a request with another path or other parameters. */
public final class KeyReused extends RuntimeException {

  KeyReused() {
    super(
        "Idempotency-Key was used for a request with another path or other parameters. Send a new"
            + " key for a new request.",
        null,
        false,
        false);
  }

  /** The sentence for the caller. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
