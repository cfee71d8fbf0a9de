package dev.reelway.idempotency;

/** How an earlier request with the same key has ended. */
public sealed interface Outcome {

  /**
   * It created an object, which may be deleted by now.
   *
   * @param object the object's id
   */
  record Created(String object) implements Outcome {}

  /**
   * It was refused.
   *
   * @param status the HTTP status, 400 to 499
   * @param answer the body of the answer, as JSON
   */
  record Refused(int status, String answer) implements Outcome {}
}
