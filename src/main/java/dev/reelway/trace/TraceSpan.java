package dev.reelway.trace;

import org.jspecify.annotations.Nullable;

/** A request, or a step of an order. Closing it makes the span before it the present one. */
public interface TraceSpan extends AutoCloseable {

  /** Outside of every span. */
  TraceSpan NONE = new TraceSpan() {};

  /** What spans within this one belong to, as the text of a {@code traceparent}; null for none. */
  default @Nullable String context() {
    return null;
  }

  /** Whether it is a step of the order with this context. */
  default boolean isStepOf(String context) {
    return false;
  }

  /** Tells an attribute; never a prompt, a key, a link or a text of a caller. */
  default void tell(String name, String value) {}

  /** Tells the path of the request as the route's file writes it. */
  default void route(String pattern) {}

  /** Tells the status of the answer. */
  default void status(int status) {}

  /** Tells which render it is about. */
  default void render(TracedRender render) {}

  /**
   * Tells that it has failed.
   *
   * @param why a code, or the name of a class
   */
  default void failed(String why) {}

  @Override
  default void close() {}
}
