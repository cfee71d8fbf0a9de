package dev.reelway.trace;

import org.jspecify.annotations.Nullable;

/** A call that leaves. It ends with the head of its answer. */
public interface TracedCall extends AutoCloseable {

  /** A call that is not traced. */
  TracedCall NONE = new TracedCall() {};

  /** The {@code traceparent} of this call, or null if it gets none. */
  default @Nullable String context() {
    return null;
  }

  /** Tells the status of the answer. */
  default void status(int status) {}

  /** Tells that there was no answer. */
  default void failed(Throwable thrown) {}

  @Override
  default void close() {}
}
