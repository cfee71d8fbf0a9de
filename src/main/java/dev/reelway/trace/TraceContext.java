package dev.reelway.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The context of a trace as W3C's Trace Context writes it. What is malformed is none. A caller's
 * {@code tracestate} is not read: spans would take it to the collector.
 */
final class TraceContext {

  private static final String TRACEPARENT = "traceparent";

  private static final TextMapGetter<Function<String, @Nullable String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> headers) {
          return List.of();
        }

        @Override
        public @Nullable String get(
            @Nullable Function<String, @Nullable String> headers, String name) {
          return headers == null || !name.equals(TRACEPARENT) ? null : headers.apply(name);
        }
      };

  private TraceContext() {}

  /** The context that a request comes from. */
  static Context ofCaller(Function<String, @Nullable String> headers) {
    return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
  }

  /** The context of a stored {@code traceparent}. */
  static Context read(@Nullable String traceparent) {
    return traceparent == null ? Context.root() : ofCaller(name -> traceparent);
  }

  /** The {@code traceparent} of a span. */
  static String write(SpanContext span) {
    return "00-%s-%s-%s"
        .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }
}
