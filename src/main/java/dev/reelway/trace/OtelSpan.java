package dev.reelway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** A span that its thread is in. While it is, structured logs have its ids. */
final class OtelSpan implements TraceSpan {

  private static final int SERVER_ERROR = 500;

  private final Span span;
  private final String name;
  private final @Nullable String order;
  private final @Nullable OtelSpan before;
  private final Consumer<@Nullable OtelSpan> resume;
  private @Nullable TracedRender render;
  private @Nullable OtelCall ordering;

  /**
   * @param name what it is called, if nothing better is told
   * @param order the context of the order that it is a step of, or null
   * @param before the span that its thread was in
   * @param resume makes that one the present one again
   */
  OtelSpan(
      Span span,
      String name,
      @Nullable String order,
      @Nullable OtelSpan before,
      Consumer<@Nullable OtelSpan> resume) {
    this.span = span;
    this.name = name;
    this.order = order;
    this.before = before;
    this.resume = resume;
  }

  Span span() {
    return span;
  }

  @Nullable TracedRender render() {
    return render;
  }

  @Override
  public String context() {
    return TraceContext.write(span.getSpanContext());
  }

  @Override
  public boolean isStepOf(String context) {
    return context.equals(order);
  }

  @Override
  public void tell(String attribute, String value) {
    span.setAttribute(attribute, value);
  }

  @Override
  public void route(String pattern) {
    span.updateName(name + " " + pattern);
    span.setAttribute(OtelKeys.ROUTE, pattern);
  }

  /** To a caller, only a failure of the server is an error. */
  @Override
  public void status(int status) {
    span.setAttribute(OtelKeys.STATUS, (long) status);
    if (status >= SERVER_ERROR) {
      failed(String.valueOf(status));
    }
  }

  /** The call that orders it is told too: the upstream's name of a render is in its answer. */
  @Override
  public void render(TracedRender told) {
    render = told;
    span.setAttribute(OtelKeys.UPSTREAM, told.upstream());
    if (ordering != null) {
      ordering.tell(told);
    }
  }

  /** The call that orders stays open until more is known of the render, or this span ends. */
  void hold(OtelCall call) {
    endOrdering();
    ordering = call;
  }

  private void endOrdering() {
    if (ordering != null) {
      ordering.end();
      ordering = null;
    }
  }

  @Override
  public void failed(String why) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(OtelKeys.ERROR, why);
  }

  @Override
  public void close() {
    endOrdering();
    span.end();
    resume.accept(before);
  }

  static void log(@Nullable OtelSpan present) {
    if (present == null) {
      MDC.remove("trace_id");
      MDC.remove("span_id");
    } else {
      MDC.put("trace_id", present.span.getSpanContext().getTraceId());
      MDC.put("span_id", present.span.getSpanContext().getSpanId());
    }
  }
}
