package dev.reelway.drills;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers who order a video, watch it, and download it, again and again; of ten, one leaves while
 * it watches, one sends what is no order, one deletes the video, and one does not want it.
 */
final class SoakCallers implements AutoCloseable {

  private static final int CALLERS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore turns = new Semaphore(0);
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private final Map<String, Integer> unexpected = new ConcurrentSkipListMap<>();
  private final String base;

  SoakCallers(int port) {
    base = "http://127.0.0.1:" + port + "/sora/v1/videos";
    for (int caller = 0; caller < CALLERS; caller++) {
      threads.execute(this::callInTurns);
    }
  }

  /** Gives so many turns to whoever is free; those that nobody takes up are not saved. */
  void turns(int count) {
    turns.drainPermits();
    turns.release(count);
  }

  int finished() {
    return finished.get();
  }

  /** What went otherwise than it should have. */
  Map<String, Integer> unexpected() {
    return unexpected;
  }

  private void callInTurns() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        turns.acquire();
        call(number.incrementAndGet());
        finished.incrementAndGet();
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException e) {
        unexpected.merge(e.toString(), 1, Integer::sum);
      }
    }
  }

  private void call(int n) throws IOException, InterruptedException {
    var order = Map.of("prompt", "a fox " + n, "model", "listed", "size", "1280x720");
    var answer = send("", n % 10 == 1 ? Map.of("model", "listed") : order);
    var id = JSON.readTree(answer).path("id").asText();
    if (n % 10 == 2) {
      send(request("/" + id).DELETE());
    } else if (n % 10 != 1) {
      watch(id, n % 10 == 3);
      if (n % 10 > 3) {
        send(request("/" + id + "/content"));
      }
      if (n % 10 == 4) {
        send(request("/" + id).DELETE());
      }
    }
  }

  private void watch(String id, boolean leaves) throws IOException, InterruptedException {
    var events = request("/" + id + "/events").build();
    try (var lines = client.send(events, BodyHandlers.ofLines()).body()) {
      boolean ended =
          leaves
              || lines
                  .filter(line -> line.startsWith("data:"))
                  .anyMatch(line -> line.contains("\"completed\""));
      if (!ended) {
        unexpected.merge("a stream without an end", 1, Integer::sum);
      }
    }
  }

  private String send(String path, Map<String, ?> order) throws IOException, InterruptedException {
    var body = BodyPublishers.ofString(JSON.writeValueAsString(order));
    return send(request(path).header("Content-Type", "application/json").POST(body));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300 && answer.statusCode() != 400) {
      unexpected.merge(String.valueOf(answer.statusCode()), 1, Integer::sum);
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "demo");
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
    client.close();
  }
}
