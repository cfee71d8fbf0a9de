package dev.reelway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Traces by the SDK of OpenTelemetry. */
final class OtelTraces implements Traces {

  private static final int PATIENCE_SECONDS = 5;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final ThreadLocal<@Nullable OtelSpan> current = new ThreadLocal<>();

  private OtelTraces(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("dev.reelway");
  }

  /** Traces that are sent to a collector. */
  static OtelTraces to(URI collector) {
    return new OtelTraces(OtelSdk.sendingTo(collector));
  }

  @Override
  public boolean areOn() {
    return true;
  }

  @Override
  public TraceSpan request(
      String method, String scheme, Function<String, @Nullable String> headers) {
    var known = method(method);
    var span =
        tracer
            .spanBuilder(known.equals(OtelKeys.OTHER) ? "HTTP" : known)
            .setSpanKind(SpanKind.SERVER)
            .setParent(TraceContext.ofCaller(headers))
            .setAttribute(OtelKeys.METHOD, known)
            .setAttribute(OtelKeys.SCHEME, scheme);
    return begin(span, known, null);
  }

  @Override
  public TraceSpan step(String name, @Nullable String context, List<String> links) {
    var span = tracer.spanBuilder(name).setParent(TraceContext.read(context));
    for (var link : links) {
      span.addLink(Span.fromContext(TraceContext.read(link)).getSpanContext());
    }
    return begin(span, name, context);
  }

  private OtelSpan begin(SpanBuilder builder, String name, @Nullable String order) {
    var begun = new OtelSpan(builder.startSpan(), name, order, current.get(), this::resume);
    current.set(begun);
    OtelSpan.log(begun);
    return begun;
  }

  private void resume(@Nullable OtelSpan before) {
    if (before == null) {
      current.remove();
    } else {
      current.set(before);
    }
    OtelSpan.log(before);
  }

  @Override
  public TracedCall call(String method, String host, int port, boolean orders) {
    var within = current.get();
    if (within == null) {
      return TracedCall.NONE;
    }
    var known = method(method);
    var span =
        tracer
            .spanBuilder(known.equals(OtelKeys.OTHER) ? "HTTP" : known)
            .setSpanKind(SpanKind.CLIENT)
            .setParent(Context.root().with(within.span()))
            .setAttribute(OtelKeys.METHOD, known)
            .setAttribute(OtelKeys.ADDRESS, host)
            .setAttribute(OtelKeys.PORT, (long) port)
            .startSpan();
    return new OtelCall(span, within, orders);
  }

  private static String method(String method) {
    return METHODS.contains(method) ? method : OtelKeys.OTHER;
  }

  @Override
  public TraceSpan current() {
    var within = current.get();
    return within == null ? TraceSpan.NONE : within;
  }

  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
