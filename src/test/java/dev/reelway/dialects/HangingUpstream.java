package dev.reelway.dialects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** An upstream of a test that takes every call and answers none, until it is let go. */
final class HangingUpstream implements AutoCloseable {

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final CountDownLatch held = new CountDownLatch(1);

  HangingUpstream() throws IOException {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** Upstream and model are called hanging. */
  Stream<String> settings() {
    return Stream.of(
        "reelway.upstreams.hanging.dialect=openai",
        "reelway.upstreams.hanging.base-url=http://127.0.0.1:" + server.getAddress().getPort(),
        "reelway.upstreams.hanging.key=k",
        "reelway.models.hanging[0].upstream=hanging",
        "reelway.models.hanging[0].model=sora-2");
  }

  /** From now on there is nothing at all. */
  void letGo() {
    held.countDown();
  }

  private void answer(HttpExchange call) throws IOException {
    try {
      held.await();
      call.sendResponseHeaders(404, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      call.close();
    }
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
  }
}
