package dev.reelway.trace;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Begins spans. Each belongs to the thread that begins it, until that thread closes it; nothing is
 * handed to other threads: an order's row has the context that its steps belong to, as the text of
 * a {@code traceparent}.
 */
public interface Traces extends AutoCloseable {

  /** Traces nothing. */
  Traces OFF = new Traces() {};

  /** Whether anything is traced. */
  default boolean areOn() {
    return false;
  }

  /**
   * Begins the span of a request, in the trace of its caller if its headers name one.
   *
   * @param headers answers a header of the request by its name, or null
   */
  default TraceSpan request(
      String method, String scheme, Function<String, @Nullable String> headers) {
    return TraceSpan.NONE;
  }

  /**
   * Begins a step of an order.
   *
   * @param context the context of the order, or null to begin a trace
   * @param links contexts of other spans that it has to do with
   */
  default TraceSpan step(String name, @Nullable String context, List<String> links) {
    return TraceSpan.NONE;
  }

  /**
   * Begins a call that leaves within the present span; without one, it is not traced. It is not the
   * present span itself.
   *
   * @param orders whether it is the call that orders a render
   */
  default TracedCall call(String method, String host, int port, boolean orders) {
    return TracedCall.NONE;
  }

  /** The span that this thread is in. */
  default TraceSpan current() {
    return TraceSpan.NONE;
  }

  /** Sends what is not sent yet, for a short time. */
  @Override
  default void close() {}
}
