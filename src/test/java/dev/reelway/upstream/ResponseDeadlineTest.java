package dev.reelway.upstream;

import static dev.reelway.media.LoopbackSite.latin;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.media.LoopbackSite;
import dev.reelway.net.Alarms;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream keeps the time limit of each read, and does not come to an end. */
class ResponseDeadlineTest {

  /** The time limit of each read, and here of the whole response too. */
  private static final long FIRST = 500;

  private static final String STREAMED = "?disableStreamCache=true";
  private static final String CHUNKED = "\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final InMemoryResponseLimit limit = new InMemoryResponseLimit(Duration.ZERO);
  private final LoopbackSite site = new LoopbackSite();

  ResponseDeadlineTest() throws IOException {}

  @BeforeEach
  void start() {
    var http = camel.getComponent("http", HttpComponent.class);
    http.setHttpClientConfigurer(new NoRetryHttpClient());
    http.setResponseTimeout(FIRST);
    http.setSoTimeout(FIRST);
    camel.getCamelContextExtension().registerEndpointCallback(limit);
    camel.start();
  }

  @AfterEach
  void stop() throws IOException {
    camel.stop();
    limit.close();
    site.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"200 OK, none", "200 OK, an order", "500 Broken, none", "404 Not Found, an order"})
  void aDrippingBodyEndsAtTheTimeLimit(String status, @Nullable String sent) throws Exception {
    site.page("/", out -> drip(out, "HTTP/1.1 " + status + CHUNKED, "1\r\nx\r\n"));

    assertTooLate(call("", sent));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "an order")
  void aDrippingHeadEndsAtTheTimeLimit(@Nullable String sent) throws Exception {
    site.page("/", out -> drip(out, "HTTP/1.1 200 OK\r\n", "x"));

    assertTooLate(call("", sent));
  }

  @Test
  void anErrorInsteadOfAFileEndsAtTheTimeLimitToo() throws Exception {
    site.page("/", out -> drip(out, "HTTP/1.1 503 Away" + CHUNKED, "1\r\nx\r\n"));

    assertTooLate(call(STREAMED, null));
  }

  /** The reader of a file decides how long it may take. */
  @ParameterizedTest
  @CsvSource({"true, 200, 1", "false, 200, 0", "true, 404, 1", "false, 404, 1"})
  void onlyWhatIsReadIntoMemoryHasADeadline(boolean inMemory, int status, int alarmsSet)
      throws IOException {
    var link = site.page("/", status + " Said\r\nContent-Length: 1", "x");
    try (var alarms = Alarms.named("test");
        var client =
            HttpClients.custom()
                .addExecInterceptorFirst(
                    "deadline", new ResponseDeadline(inMemory, Duration.ofHours(1), alarms))
                .build()) {
      client.execute(
          new HttpGet(link),
          response -> {
            assertThat(alarms.getQueue()).hasSize(alarmsSet);
            return EntityUtils.toString(response.getEntity());
          });
      assertThat(alarms.getQueue()).isEmpty();
    }
  }

  private static void assertTooLate(Exchange answer) {
    assertThat(answer.getException())
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("the response took too long");
  }

  private Exchange call(String options, @Nullable String sent) throws Exception {
    RouteBuilder.addRoutes(
        camel,
        routes ->
            routes
                .from("direct:call")
                .to(site.link("/") + options)
                .process(ResponseDeadlineTest::count));
    return camel
        .createProducerTemplate()
        .request("direct:call", exchange -> exchange.getMessage().setBody(sent));
  }

  private static void count(Exchange exchange) throws IOException {
    try (var body = exchange.getMessage().getBody(InputStream.class)) {
      exchange.getMessage().setBody(body.transferTo(OutputStream.nullOutputStream()));
    }
  }

  private void drip(OutputStream out, String head, String drop) throws IOException {
    out.write(latin(head));
    while (site.pause(20)) {
      out.write(latin(drop));
      out.flush();
    }
  }
}
