package dev.reelway.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends spans, and logs once that the collector is away, and once that it is back. */
final class ReportedExporter implements SpanExporter {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.traces");

  private final SpanExporter exporter;
  private final String collector;
  private final AtomicBoolean isAway = new AtomicBoolean();

  ReportedExporter(SpanExporter exporter, String collector) {
    this.exporter = exporter;
    this.collector = collector;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    var result = exporter.export(spans);
    return result.whenComplete(() -> report(result.isSuccess()));
  }

  private void report(boolean sent) {
    if (isAway.getAndSet(!sent) == sent) {
      if (sent) {
        LOG.info("Traces are sent to {} again", collector);
      } else {
        LOG.warn("Traces cannot be sent to {} and are dropped until they can", collector);
      }
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
