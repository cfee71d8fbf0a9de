package dev.reelway.stories;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A receiver of webhooks on loopback; a test sets how it answers. */
public final class Hook implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final List<ReceivedEvent> received = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A request that has arrived. */
  public record ReceivedEvent(String path, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return headers.entrySet().stream()
          .filter(one -> one.getKey().equalsIgnoreCase(name))
          .map(one -> String.join(", ", one.getValue()))
          .findFirst()
          .orElse("");
    }

    String id() {
      return header("webhook-id");
    }
  }

  /** Never answers, as long as the test runs. */
  static final int SILENCE = 0;

  public Hook() {
    this(0);
  }

  Hook(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Has a path answer like that from now on; 200 is the usual answer. */
  void answers(String path, int status) {
    statuses.put(path, status);
  }

  private void answer(HttpExchange call) throws IOException {
    var path = call.getRequestURI().toString();
    var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    synchronized (this) {
      received.add(new ReceivedEvent(path, Map.copyOf(call.getRequestHeaders()), body));
    }
    int status = statuses.getOrDefault(path, 200);
    if (status == SILENCE) {
      waitForTheEnd();
    }
    call.getResponseHeaders().set("Location", url("/elsewhere"));
    call.getResponseHeaders().set("Retry-After", status == 429 ? "3600" : "0");
    call.sendResponseHeaders(status == SILENCE ? 200 : status, -1);
    call.close();
  }

  private void waitForTheEnd() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The requests to a path that are about this job. */
  public synchronized List<ReceivedEvent> received(String path, String job) {
    return received.stream()
        .filter(one -> one.path().equals(path) && one.body().contains(job))
        .toList();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
