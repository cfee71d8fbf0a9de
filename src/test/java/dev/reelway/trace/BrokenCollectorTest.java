package dev.reelway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody waits for a collector, however it answers. */
class BrokenCollectorTest {

  /** More than are kept. */
  private static final int SPANS = 10_000;

  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);

  BrokenCollectorTest() throws IOException {}

  private enum Answer {
    NONE,
    FAILURE,
    BUSY,
    GARBAGE,
    ELSEWHERE
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  @ParameterizedTest
  @EnumSource
  void spansAreDroppedAndNothingIsHeldUp(Answer answer) throws Exception {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", call -> answer(call, answer));
    server.start();
    try (var traces =
        OtelTraces.to(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))) {
      for (int n = 0; n < SPANS; n++) {
        traces.step("poll", null, List.of()).close();
      }
      called.await();

      assertThat(traces.current()).isSameAs(TraceSpan.NONE);
    }
  }

  private void answer(HttpExchange call, Answer answer) throws IOException {
    called.countDown();
    switch (answer) {
      case NONE -> awaitTheEnd();
      case FAILURE -> call.sendResponseHeaders(500, -1);
      case BUSY -> {
        call.getResponseHeaders().set("Retry-After", "3600");
        call.sendResponseHeaders(503, -1);
      }
      case GARBAGE -> {
        call.sendResponseHeaders(200, 0);
        call.getResponseBody().write("{no protobuf".repeat(1000).getBytes(StandardCharsets.UTF_8));
      }
      case ELSEWHERE -> {
        call.getResponseHeaders().set("Location", "http://127.0.0.1:9/");
        call.sendResponseHeaders(307, -1);
      }
    }
    call.close();
  }

  private void awaitTheEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
