package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream answers with one byte more than a document may have, under any type. */
class InMemoryResponseLimitTest {

  private static final String NONE = "none";

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", InMemoryResponseLimitTest::answer);
    server.start();
    camel
        .getComponent("http", HttpComponent.class)
        .setHttpClientConfigurer(new NoRetryHttpClient());
    camel.getCamelContextExtension().registerEndpointCallback(new InMemoryResponseLimit());
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "image/png",
        "video/mp4",
        "application/octet-stream",
        "text/event-stream",
        NONE
      })
  void aResponseReadIntoMemoryIsLimited(String type) throws Exception {
    assertThat(call(type, "").getException())
        .hasMessage("the upstream's response exceeds the size limit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/mp4",
        "text/plain",
        "application/x-download",
        "multipart/mixed",
        "application/json",
        NONE
      })
  void aStreamedResponseIsNotLimited(String type) throws Exception {
    var exchange = call(type, "?disableStreamCache=true");

    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getBody()).isEqualTo(BoundedJson.LONGEST + 1L);
  }

  private Exchange call(String type, String options) throws Exception {
    var place = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + options;
    RouteBuilder.addRoutes(
        camel,
        routes -> routes.from("direct:call").to(place).process(InMemoryResponseLimitTest::count));
    return camel
        .createProducerTemplate()
        .request("direct:call", exchange -> exchange.getMessage().setHeader("X-Type", type));
  }

  private static void count(Exchange exchange) throws IOException {
    try (var body = exchange.getMessage().getBody(InputStream.class)) {
      exchange.getMessage().setBody(body.transferTo(OutputStream.nullOutputStream()));
    }
  }

  private static void answer(HttpExchange call) throws IOException {
    var type = call.getRequestHeaders().getFirst("X-Type");
    if (!type.equals(NONE)) {
      call.getResponseHeaders().set("Content-Type", type);
    }
    call.sendResponseHeaders(200, 0);
    try (var out = call.getResponseBody()) {
      out.write(new byte[BoundedJson.LONGEST]);
      out.write(1);
    }
  }
}
