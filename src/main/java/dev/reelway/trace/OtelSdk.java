package dev.reelway.trace;

import dev.reelway.setup.ConfigurationRefused;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.util.Map;

/**
 * The SDK as the standard variables {@code OTEL_…} configure it, except where traces are sent and
 * how: that is a setting of ours.
 */
final class OtelSdk {

  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

  /**
   * What holds unless a variable says otherwise: a dropped file begins as many traces at once as it
   * has lines, and spans that find the queue full are dropped without a word.
   */
  private static final Map<String, String> USUAL = Map.of("otel.bsp.max.queue.size", "16384");

  private OtelSdk() {}

  static OpenTelemetrySdk sendingTo(URI collector) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook()
          .addPropertiesSupplier(() -> USUAL)
          .addPropertiesCustomizer(any -> fixed(collector))
          .addResourceCustomizer((resource, any) -> named(resource))
          .addSpanExporterCustomizer(
              (exporter, any) -> new ReportedExporter(exporter, collector.getAuthority()))
          .build()
          .getOpenTelemetrySdk();
    } catch (ConfigurationException | IllegalArgumentException wrong) {
      throw new ConfigurationRefused(
          "reelway.traces",
          "cannot be used with the variables OTEL_… that are set: %s."
              .formatted(String.valueOf(wrong.getMessage()).replaceFirst("\\.$", "")));
    }
  }

  private static Map<String, String> fixed(URI collector) {
    return Map.of(
        "otel.sdk.disabled", "false",
        "otel.traces.exporter", "otlp",
        "otel.metrics.exporter", "none",
        "otel.logs.exporter", "none",
        "otel.propagators", "none",
        "otel.exporter.otlp.traces.protocol", "http/protobuf",
        "otel.exporter.otlp.traces.endpoint", collector.toString());
  }

  /** Without a name, the SDK calls it {@code unknown_service:java}. */
  private static Resource named(Resource resource) {
    var name = String.valueOf(resource.getAttribute(SERVICE));
    return name.startsWith("unknown_service")
        ? resource.merge(Resource.create(Attributes.of(SERVICE, "reelway")))
        : resource;
  }
}
