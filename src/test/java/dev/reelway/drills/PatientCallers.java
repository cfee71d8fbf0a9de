package dev.reelway.drills;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Callers that order one video after another. An order that is not answered, or answered with 503,
 * is sent again to the next node under the same key, as SDKs and load balancers do.
 */
final class PatientCallers implements AutoCloseable {

  private static final int CALLERS = 3;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ReplacedNodes nodes;
  private final Map<String, String> accepted = new ConcurrentHashMap<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  PatientCallers(ReplacedNodes nodes) {
    this.nodes = nodes;
    for (int caller = 0; caller < CALLERS; caller++) {
      int number = caller;
      threads.execute(() -> call(number));
    }
  }

  /** The prompts of accepted orders, by the id of the job. */
  Map<String, String> accepted() {
    return Map.copyOf(accepted);
  }

  /** The answers to all other orders. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** Waits until so many more orders have been accepted. */
  void awaitMore(int count) {
    int before = accepted.size();
    Awaitility.await(count + " more orders")
        .atMost(Node.PATIENCE)
        .until(() -> accepted.size() >= before + count || !refused.isEmpty());
  }

  private void call(int caller) {
    for (int n = 0; !over.get(); n++) {
      try {
        order("caller %d order %d".formatted(caller, n), n);
      } catch (InterruptedException ended) {
        return;
      } catch (IOException | RuntimeException e) {
        refused.add(e.toString());
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  private void order(String prompt, int first) throws IOException, InterruptedException {
    var order = "{\"model\":\"listed\",\"prompt\":\"%s\"}".formatted(prompt);
    var headers =
        List.of(
            "Idempotency-Key", UUID.randomUUID().toString(), "Content-Type", "application/json");
    for (int attempt = first; ; attempt++) {
      int status = 0;
      var body = "";
      try {
        var answer =
            nodes.get(attempt % nodes.size()).call("POST", "/sora/v1/videos", order, headers);
        status = answer.statusCode();
        body = answer.body();
      } catch (IOException away) {
        status = 503;
      }
      if (status == 200) {
        accepted.put(JSON.readTree(body).path("id").asText(), prompt);
        return;
      } else if (status != 503) {
        throw new IOException(status + " " + body);
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** Lets each caller finish its order. */
  void stop() throws InterruptedException {
    over.set(true);
    threads.shutdown();
    threads.awaitTermination(Node.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    over.set(true);
    threads.shutdownNow();
  }
}
