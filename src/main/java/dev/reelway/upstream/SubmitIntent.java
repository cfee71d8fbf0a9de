package dev.reelway.upstream;

import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;

/**
 * The submit that a thread is making. Its intent is recorded when the first request that may cost
 * money is about to be written; a failure before that has left nothing at the upstream.
 */
public final class SubmitIntent {

  private static final ThreadLocal<@Nullable SubmitIntent> CURRENT = new ThreadLocal<>();

  private final @Nullable SubmitKey key;
  private final Runnable intent;
  private boolean recorded;
  private boolean free;

  private SubmitIntent(@Nullable SubmitKey key, Runnable intent) {
    this.key = key;
    this.intent = intent;
  }

  /**
   * Starts a submit on this thread.
   *
   * @param key what an upstream that honours {@code Idempotency-Key} recognises the order by, or
   *     null
   * @param intent run once, before the request; if it throws, the request is not written
   */
  public static void begin(@Nullable SubmitKey key, Runnable intent) {
    CURRENT.set(new SubmitIntent(key, intent));
  }

  /** Ends the submit on this thread. */
  public static void end() {
    CURRENT.remove();
  }

  /** Marks the next request as free of charge, for example an upload. */
  static void freeNext() {
    var current = CURRENT.get();
    if (current != null) {
      current.free = true;
    }
  }

  /** Whether a request of this method is the one that orders the render of a submit. */
  static boolean orders(String method) {
    var current = CURRENT.get();
    return current != null && !current.free && !Method.isSafe(method);
  }

  /** Called when a connection is established and a request is about to be written. */
  static void beforeRequest(HttpRequest request) {
    var current = CURRENT.get();
    if (current != null && !Method.isSafe(request.getMethod())) {
      if (!current.free) {
        current.beforeOrder(request);
      }
      current.free = false;
    }
  }

  private void beforeOrder(HttpRequest request) {
    if (key != null) {
      key.writeTo(request);
    }
    if (!recorded) {
      intent.run();
      recorded = true;
    }
  }
}
