package dev.reelway.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proxy changes nothing, holds nothing back and forgets nothing. */
class RecordingProxyTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch firstEventArrived = new CountDownLatch(1);
  private final HttpServer service;
  private final RecordingProxy proxy;

  RecordingProxyTest() throws IOException {
    var loopback = InetAddress.getByName("127.0.0.1");
    service = HttpServer.create(new InetSocketAddress(loopback, Ports.free()), 0);
    service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    service.createContext("/echo", RecordingProxyTest::echo);
    service.createContext("/stream", this::stream);
    service.start();
    proxy = RecordingProxy.before(service.getAddress().getPort());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    service.stop(0);
  }

  @Test
  void aCallAndItsAnswerPassUnchangedAndAreKept() throws Exception {
    var answer = client.send(to("/echo?a=b").POST(BodyPublishers.ofString("só")).build(), text());

    var passed = proxy.passed().getFirst();
    assertThat(answer.body()).isEqualTo("POST /echo?a=b 127.0.0.1:%d só".formatted(proxy.port()));
    assertThat(passed.call().method()).isEqualTo("POST");
    assertThat(passed.call().target()).isEqualTo("/echo?a=b");
    assertThat(passed.call().headers().firstValue("content-length")).hasValue("3");
    assertThat(passed.call().body()).isEqualTo("só".getBytes(UTF_8));
    assertThat(passed.answer().status()).isEqualTo(200);
    assertThat(passed.answer().headers().firstValue("X-Mine")).hasValue("yes");
    assertThat(passed.answer().body()).isEqualTo(answer.body().getBytes(UTF_8));
    assertThat(passed.answer().whole()).isTrue();
  }

  @Test
  void bodiesInChunksAreKeptWithoutTheirChunks() throws Exception {
    var large = "x".repeat(100_000);
    var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large.getBytes(UTF_8)));

    client.send(to("/echo").POST(body).build(), text());

    var passed = proxy.passed().getFirst();
    assertThat(passed.call().headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    assertThat(passed.call().body()).asString().isEqualTo(large);
    assertThat(passed.answer().body()).asString().endsWith(large);
  }

  @Test
  void callsOnOneConnectionAreSeparated() throws Exception {
    client.send(to("/echo?1").HEAD().build(), text());
    client.send(to("/echo?2").GET().build(), text());
    client.send(to("/echo?3").DELETE().build(), text());

    assertThat(proxy.passed())
        .extracting(one -> one.call().target() + " " + new String(one.answer().body(), UTF_8))
        .usingElementComparator((one, start) -> one.startsWith(start) ? 0 : 1)
        .containsExactly("/echo?1 ", "/echo?2 GET /echo?2", "/echo?3 DELETE /echo?3");
  }

  @Test
  void aStreamIsPassedOnAsItComes() throws Exception {
    var answer = client.send(to("/stream").GET().build(), BodyHandlers.ofLines());
    try (var lines = answer.body()) {
      var each = lines.iterator();
      assertThat(each.next()).isEqualTo("data: 1");
      assertThat(proxy.passed())
          .singleElement()
          .extracting(one -> one.answer().whole())
          .isEqualTo(false);

      firstEventArrived.countDown();
      each.next();
      assertThat(each.next()).isEqualTo("data: 2");
      while (each.hasNext()) {
        each.next();
      }
    }

    assertThat(proxy.passed())
        .singleElement()
        .extracting(one -> one.answer().whole())
        .isEqualTo(true);
    assertThat(proxy.passed().getFirst().answer().body()).asString().contains("data: 1\n\ndata: 2");
  }

  @Test
  void aServiceThatIsAwayIsNoAnswer() throws Exception {
    service.stop(0);

    assertThat(client.sendAsync(to("/echo").GET().build(), text()).handle((ok, gone) -> gone).get())
        .isInstanceOf(Exception.class);
    assertThat(proxy.passed()).isEmpty();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path));
  }

  private static BodyHandler<String> text() {
    return BodyHandlers.ofString();
  }

  private static void echo(HttpExchange call) throws IOException {
    var said = new String(call.getRequestBody().readAllBytes(), UTF_8);
    var host = call.getRequestHeaders().getFirst("Host");
    var answer = "%s %s %s %s".formatted(call.getRequestMethod(), call.getRequestURI(), host, said);
    var bytes = answer.getBytes(UTF_8);
    call.getResponseHeaders().set("X-Mine", "yes");
    boolean head = call.getRequestMethod().equals("HEAD");
    call.sendResponseHeaders(200, head ? -1 : bytes.length > 1000 ? 0 : bytes.length);
    if (!head) {
      call.getResponseBody().write(bytes);
    }
    call.close();
  }

  private void stream(HttpExchange call) throws IOException {
    call.sendResponseHeaders(200, 0);
    call.getResponseBody().write("data: 1\n\n".getBytes(UTF_8));
    call.getResponseBody().flush();
    try {
      if (firstEventArrived.await(10, TimeUnit.SECONDS)) {
        call.getResponseBody().write("data: 2\n\n".getBytes(UTF_8));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    call.close();
  }
}
