package dev.reelway.upstream;

import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;

/**
 * The submit that a thread makes. Its intent is told when the first request that may be paid for is
 * about to be written; what fails before that has left nothing with the upstream.
 */
public final class Submission {

  private static final ThreadLocal<@Nullable Submission> CURRENT = new ThreadLocal<>();

  private final Runnable intent;
  private boolean told;
  private boolean free;

  private Submission(Runnable intent) {
    this.intent = intent;
  }

  /**
   * This thread submits an order from now on.
   *
   * @param intent is run once, before the request; where it throws, the request is not written
   */
  public static void begin(Runnable intent) {
    CURRENT.set(new Submission(intent));
  }

  /** This thread submits nothing any more. */
  public static void end() {
    CURRENT.remove();
  }

  /** The next request orders nothing: an upload, say. */
  static void freeNext() {
    var current = CURRENT.get();
    if (current != null) {
      current.free = true;
    }
  }

  /** A connection stands, and a request is about to be written. */
  static void writes(String method) {
    var current = CURRENT.get();
    if (current != null && !Method.isSafe(method)) {
      current.writes();
    }
  }

  private void writes() {
    if (!free && !told) {
      intent.run();
      told = true;
    }
    free = false;
  }
}
