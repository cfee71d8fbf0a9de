package dev.reelway.drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a cluster is ordered: by calls to all nodes in turn, by files dropped into its inbox, and by
 * batches. A call that is not answered is repeated under its key, at another node.
 */
final class ClusterOrders implements AutoCloseable {

  static final List<String> MODELS = List.of("listed", "listless");

  private static final int CALLERS = 12;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(40);
  private static final Set<Integer> PASSING = Set.of(409, 429, 500, 502, 503, 504);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore allowed = new Semaphore(0);
  private final AtomicInteger number = new AtomicInteger();
  private final Cluster cluster;
  private final Path inbox;

  /** The id that each call was answered with, by its prompt. */
  final Map<String, String> called = new ConcurrentHashMap<>();

  /** The prompts of all lines that name a model. */
  final Set<String> lines = ConcurrentHashMap.newKeySet();

  final List<Path> dropped = new ArrayList<>();
  final List<String> batches = new ArrayList<>();

  /** How often a call was repeated, by what came instead of an answer. */
  final Map<String, Integer> repeated = new ConcurrentSkipListMap<>();

  /** Answers that no repetition would change. */
  final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

  ClusterOrders(Cluster cluster, Path inbox) {
    this.cluster = cluster;
    this.inbox = inbox;
    for (int caller = 0; caller < CALLERS; caller++) {
      threads.execute(this::call);
    }
  }

  /** Lets the callers order so many more videos. */
  void allow(int calls) {
    allowed.release(calls);
  }

  private void call() {
    try {
      while (true) {
        allowed.acquire();
        int n = number.getAndIncrement();
        var prompt = "call " + n;
        var order = Map.of("prompt", prompt, "model", model(n), "size", "1280x720");
        var answer = answer(n, "/videos", "application/json", json(order), prompt);
        called.put(prompt, answer.path("id").asText());
        Thread.sleep(BETWEEN_CALLS);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private static String model(int n) {
    return MODELS.get(n % MODELS.size());
  }

  /** The answer of whichever node gives one. */
  private JsonNode answer(int node, String path, String type, String body, String key)
      throws InterruptedException {
    for (int tried = 0; ; tried++) {
      var uri =
          URI.create("http://127.0.0.1:%d/sora/v1%s".formatted(cluster.port(node + tried), path));
      var request =
          HttpRequest.newBuilder(uri)
              .timeout(ANSWERED_WITHIN)
              .header("Authorization", "demo")
              .header("Content-Type", type)
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofString(body))
              .build();
      try {
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return JSON.readTree(answer.body());
        } else if (!PASSING.contains(answer.statusCode())) {
          refused.add(path + ": " + answer.statusCode() + " " + answer.body());
          return JSON.createObjectNode();
        }
        repeated.merge(String.valueOf(answer.statusCode()), 1, Integer::sum);
      } catch (IOException e) {
        repeated.merge(e.getClass().getSimpleName(), 1, Integer::sum);
      }
      Thread.sleep(BETWEEN_CALLS);
    }
  }

  /** Drops a file of so many lines; the first one names a model that is not there. */
  void drop(String name, int count) throws IOException {
    var staged = inbox.resolveSibling("staged");
    Files.writeString(staged, lines(name, count, "%2$s%n"));
    var file = Files.createDirectories(inbox).resolve(name.replace(' ', '-') + ".jsonl");
    Files.move(staged, file);
    dropped.add(file);
  }

  /** Orders a batch of so many lines, in the same way. */
  void batch(String name, int count) throws InterruptedException {
    var line =
        "{\"custom_id\":\"%1$d\",\"method\":\"POST\",\"url\":\"/v1/videos\",\"body\":%2$s}%n";
    var form = BatchForm.of(lines(name, count, line));
    var file =
        answer(batches.size(), "/files", "multipart/form-data; boundary=b", form, name + " file");
    var order = new TreeMap<>(Map.of("endpoint", "/v1/videos", "completion_window", "24h"));
    order.put("input_file_id", file.path("id").asText());
    var batch = answer(batches.size(), "/batches", "application/json", json(order), name);
    batches.add(batch.path("id").asText());
  }

  private String lines(String name, int count, String line) {
    var all = new StringBuilder();
    for (int n = 0; n < count; n++) {
      var prompt = name + " " + n;
      var model = n == 0 ? "none" : model(n);
      all.append(line.formatted(n, json(new TreeMap<>(Map.of("prompt", prompt, "model", model)))));
      if (n > 0) {
        lines.add(prompt);
      }
    }
    return all.toString();
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
    client.close();
  }
}
