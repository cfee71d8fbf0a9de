package dev.reelway.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A collector on loopback that keeps the spans that it receives, by OTLP over HTTP. */
public final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /**
   * A span.
   *
   * @param parent the id of the span that it is within, or an empty text
   * @param links the traces of the spans that it is linked to
   * @param service the name of the service
   * @param state the {@code tracestate}, or an empty text
   */
  public record Received(
      String name,
      String kind,
      String trace,
      String id,
      String parent,
      boolean isError,
      Map<String, String> attributes,
      List<String> links,
      String service,
      String state) {

    /** An attribute, or an empty text. */
    public String told(String attribute) {
      return attributes.getOrDefault(attribute, "");
    }
  }

  /** Starts on a free port. */
  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  /** Its base URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Traces that are sent here. */
  public Traces traces() {
    return OtelTraces.to(URI.create(url() + "/v1/traces"));
  }

  private void receive(HttpExchange call) throws IOException {
    var request = ExportTraceServiceRequest.parseFrom(call.getRequestBody());
    for (var resource : request.getResourceSpansList()) {
      var service = attributes(resource.getResource().getAttributesList()).get("service.name");
      resource.getScopeSpansList().stream()
          .flatMap(scope -> scope.getSpansList().stream())
          .forEach(span -> spans.add(received(span, String.valueOf(service))));
    }
    call.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    call.sendResponseHeaders(200, -1);
    call.close();
  }

  private static Received received(Span span, String service) {
    return new Received(
        span.getName(),
        span.getKind().name().replace("SPAN_KIND_", ""),
        HexFormat.of().formatHex(span.getTraceId().toByteArray()),
        HexFormat.of().formatHex(span.getSpanId().toByteArray()),
        HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
        span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR,
        attributes(span.getAttributesList()),
        span.getLinksList().stream()
            .map(link -> HexFormat.of().formatHex(link.getTraceId().toByteArray()))
            .toList(),
        service,
        span.getTraceState());
  }

  private static Map<String, String> attributes(List<KeyValue> all) {
    return all.stream().collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
  }

  private static String text(AnyValue value) {
    return value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue();
  }

  /** All spans that have arrived. */
  public List<Received> spans() {
    return List.copyOf(spans);
  }

  /** Those of this name, in the order of their arrival. */
  public List<Received> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  /** The only one of this name. */
  public Received only(String name) {
    var named = named(name);
    if (named.size() != 1) {
      throw new AssertionError(named.size() + " spans are called " + name + ": " + spans);
    }
    return named.getFirst();
  }

  /** Those directly within a span. */
  public List<Received> within(Received parent) {
    return spans.stream()
        .filter(span -> span.trace().equals(parent.trace()) && span.parent().equals(parent.id()))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
