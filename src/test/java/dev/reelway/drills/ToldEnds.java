package dev.reelway.drills;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks that remembers which events it was sent, by job. */
final class ToldEnds implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Set<String>> events = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final HttpServer server;

  ToldEnds() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void receive(HttpExchange call) throws IOException {
    var job = JSON.readTree(call.getRequestBody()).at("/data/id").asText();
    var id = String.valueOf(call.getRequestHeaders().getFirst("webhook-id"));
    events.computeIfAbsent(job, first -> ConcurrentHashMap.newKeySet()).add(id);
    calls.incrementAndGet();
    call.sendResponseHeaders(204, -1);
    call.close();
  }

  /** The ids of the events of each job. */
  Map<String, Set<String>> events() {
    return events;
  }

  /** How many events came, the repeated ones included. */
  int calls() {
    return calls.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
