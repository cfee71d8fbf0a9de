package dev.reelway.idempotency;

/**
 * Another request with the same key was committed while this one was processed; nothing that this
 * one would have created exists.
 */
public final class AlreadyAnswered extends RuntimeException {

  private final transient Outcome outcome;

  AlreadyAnswered(Outcome outcome) {
    super("An earlier request with the same key has been answered", null, false, false);
    this.outcome = outcome;
  }

  /** How the other request has ended. */
  public Outcome outcome() {
    return outcome;
  }
}
