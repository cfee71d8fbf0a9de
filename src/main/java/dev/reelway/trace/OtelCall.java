package dev.reelway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.Clock;
import java.util.concurrent.TimeUnit;

/** The span of a call that leaves. */
final class OtelCall implements TracedCall {

  private static final int CLIENT_ERROR = 400;

  private final Span span;
  private final OtelSpan within;
  private final boolean orders;
  private long ended;

  OtelCall(Span span, OtelSpan within, boolean orders) {
    this.span = span;
    this.within = within;
    this.orders = orders;
    var render = within.render();
    if (render != null) {
      tell(render);
    }
  }

  /** A poll or a fetch generates nothing: only the call that orders has an operation. */
  void tell(TracedRender render) {
    span.setAttribute(OtelKeys.UPSTREAM, render.upstream());
    span.setAttribute(OtelKeys.PROVIDER, OtelKeys.provider(render.dialect()));
    span.setAttribute(OtelKeys.MODEL, render.model());
    if (render.task() != null) {
      span.setAttribute(OtelKeys.RESPONSE, render.task());
    }
    if (orders) {
      span.updateName(OtelKeys.GENERATE + " " + render.model());
      span.setAttribute(OtelKeys.OPERATION, OtelKeys.GENERATE);
      span.setAttribute(OtelKeys.OUTPUT, render.kind());
    }
  }

  @Override
  public String context() {
    return TraceContext.write(span.getSpanContext());
  }

  @Override
  public void status(int status) {
    span.setAttribute(OtelKeys.STATUS, (long) status);
    if (status >= CLIENT_ERROR) {
      failed(String.valueOf(status));
    }
  }

  @Override
  public void failed(Throwable thrown) {
    failed(thrown.getClass().getName());
  }

  private void failed(String why) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(OtelKeys.ERROR, why);
  }

  @Override
  public void close() {
    ended = Clock.getDefault().now();
    if (orders) {
      within.hold(this);
    } else {
      end();
    }
  }

  void end() {
    span.end(ended, TimeUnit.NANOSECONDS);
  }
}
