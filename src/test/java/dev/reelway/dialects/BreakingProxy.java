package dev.reelway.dialects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Stands before a server on loopback, and breaks one call of those that come through. */
final class BreakingProxy implements AutoCloseable {

  private static final Set<String> NOT_OURS =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  /** How a call breaks. */
  enum Break {
    /** It is answered with 500, and goes no further. */
    ERROR,
    /** The connection ends before the call has gone on. */
    CUT_BEFORE,
    /** The call arrives, and the connection ends without its answer. */
    CUT_AFTER
  }

  private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String target;
  private final List<String> orders = new CopyOnWriteArrayList<>();
  private Break how = Break.ERROR;
  private int calls;
  private int broken;

  /**
   * @param target the server, without a slash at its end
   */
  BreakingProxy(String target) throws IOException {
    this.target = target;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::pass);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Breaks the call that comes as the n-th from now on, counted from 1; 0 breaks none. */
  synchronized void breakCall(int n, Break next) {
    calls = 0;
    broken = n;
    how = next;
  }

  /** How many calls have come since. */
  synchronized int calls() {
    return calls;
  }

  /** How many orders of this prompt have arrived at the server. */
  long orders(String prompt) {
    return orders.stream().filter(order -> order.contains("\"" + prompt + "\"")).count();
  }

  private synchronized boolean breaksNow() {
    return ++calls == broken;
  }

  private void pass(HttpExchange call) throws IOException {
    boolean breaks = breaksNow();
    try {
      if (breaks && how == Break.ERROR) {
        call.sendResponseHeaders(500, -1);
      } else if (!breaks || how == Break.CUT_AFTER) {
        answer(call, forward(call), breaks);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      call.close();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange call) throws IOException, InterruptedException {
    var body = call.getRequestBody().readAllBytes();
    if (call.getRequestMethod().equals("POST")) {
      orders.add(new String(body, StandardCharsets.UTF_8));
    }
    var request =
        HttpRequest.newBuilder(URI.create(target + call.getRequestURI()))
            .method(call.getRequestMethod(), BodyPublishers.ofByteArray(body));
    call.getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void answer(HttpExchange call, HttpResponse<byte[]> answer, boolean breaks)
      throws IOException {
    if (breaks) {
      return;
    }
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!NOT_OURS.contains(name)) {
                values.forEach(value -> call.getResponseHeaders().add(name, value));
              }
            });
    var body = answer.body();
    call.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    call.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    client.close();
  }
}
