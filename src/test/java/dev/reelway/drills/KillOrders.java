package dev.reelway.drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * What is ordered of the nodes: videos, batches and files. A call whose answer was lost is made
 * again to the next node, under the same key, as a careful caller does.
 */
final class KillOrders {

  /** So many lines of a file or batch are orders; the others name a model that is not there. */
  static final int GOOD = 4;

  static final int LINES = 24;
  private static final List<String> MODELS =
      List.of(KillSite.LISTING, KillSite.LISTLESS, KillSite.KEYED);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KillSite site;
  private final Map<String, Call> open = new LinkedHashMap<>();

  /** The prompts of accepted orders by the job that the answer named. */
  final Map<String, String> accepted = new ConcurrentHashMap<>();

  final Set<String> batches = ConcurrentHashMap.newKeySet();
  final Set<String> deleted = ConcurrentHashMap.newKeySet();
  final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** Names of the dropped files. */
  final Set<String> dropped = new HashSet<>();

  /** A call that has not been answered. */
  private record Call(
      String method, String path, String licence, String type, String body, Answered answered) {}

  /** What is done with an answer. */
  private interface Answered {
    void with(JsonNode answer) throws IOException;
  }

  KillOrders(KillSite site) {
    this.site = site;
  }

  /** How many calls have not been answered. */
  int unanswered() {
    return open.size();
  }

  /** Drops a file and makes what is to be ordered of the next node, when it is ready. */
  void prepare(int round) throws IOException {
    for (int n = 0; n < 6; n++) {
      video("call %d %d".formatted(round, n), MODELS.get(n % MODELS.size()), "demo");
    }
    video("brief %d".formatted(round), KillSite.KEYED, "brief");
    if (site.hasBucket() || round % 10 == 0) {
      video("large %d".formatted(round), KillSite.LISTING, "demo");
    }
    file(round);
    drop(round);
  }

  private void video(String prompt, String model, String licence) throws IOException {
    var order = Map.of("prompt", prompt, "model", model, "size", "1280x720");
    open.put(
        prompt,
        json(
            "/sora/v1/videos",
            licence,
            order,
            answer -> accepted.put(answer.path("id").asText(), prompt)));
  }

  private static Call json(String path, String licence, Map<String, ?> body, Answered answered)
      throws IOException {
    return new Call(
        "POST", path, licence, "application/json", JSON.writeValueAsString(body), answered);
  }

  /** A file, and as soon as that is there a batch of it. */
  private void file(int round) throws IOException {
    var line = "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/videos\",\"body\":%s}";
    open.put(
        "file " + round,
        new Call(
            "POST",
            "/sora/v1/files",
            "demo",
            "multipart/form-data; boundary=b",
            BatchForm.of(lines("batch " + round, line)),
            answer -> batch(round, answer.path("id").asText())));
  }

  private synchronized void batch(int round, String file) throws IOException {
    var order = Map.of("input_file_id", file, "endpoint", "/v1/videos", "completion_window", "24h");
    open.put(
        "batch " + round,
        json("/sora/v1/batches", "demo", order, answer -> batches.add(answer.path("id").asText())));
  }

  /** Deletes the oldest video, whatever its state. */
  private synchronized void delete() {
    var old =
        accepted.entrySet().stream()
            .filter(one -> !deleted.contains(one.getKey()) && one.getValue().startsWith("call"))
            .map(Map.Entry::getKey)
            .min(Comparator.naturalOrder());
    old.ifPresent(
        id ->
            open.put(
                "delete " + id,
                new Call("DELETE", "/sora/v1/videos/" + id, "demo", "", "", a -> deleted.add(id))));
  }

  private void drop(int round) throws IOException {
    var name = "dropped-%d.jsonl".formatted(round);
    var staged = site.home().resolve("staged");
    Files.writeString(staged, lines("line " + round, "%2$s"));
    Files.move(staged, site.home().resolve("inbox").resolve(name));
    dropped.add(name);
  }

  private static String lines(String name, String line) {
    var all = new ArrayList<String>();
    for (int n = 0; n < LINES; n++) {
      boolean good = n % (LINES / GOOD) == 0;
      var model = good ? MODELS.get(n / (LINES / GOOD) % MODELS.size()) : "none";
      boolean image = good && n > 0 && name.startsWith("line") && model.equals(KillSite.LISTING);
      var order =
          "{\"prompt\":\"%s %d\",\"model\":\"%s\"%s}"
              .formatted(name, n, model, image ? ",\"image\":\"" + KillSite.IMAGE + "\"" : "");
      all.add(line.formatted("line " + n, order));
    }
    return String.join("\n", all) + "\n";
  }

  /** Makes all open calls, then those that follow from their answers, each once. */
  void call(Node node) {
    var made = callAll(node, Set.of());
    delete();
    callAll(node, made);
  }

  private Set<String> callAll(Node node, Set<String> made) {
    var calls = open(made);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      calls.forEach((key, call) -> callers.execute(() -> call(node, key, call)));
    }
    return calls.keySet();
  }

  private synchronized Map<String, Call> open(Set<String> made) {
    var calls = new LinkedHashMap<>(open);
    calls.keySet().removeAll(made);
    return calls;
  }

  private void call(Node node, String key, Call call) {
    try {
      var headers =
          List.of(
              "Authorization", call.licence,
              "Idempotency-Key", key,
              "Content-Type", call.type);
      var answer = node.call(call.method, call.path, call.body, headers);
      boolean wasDeleted = call.method.equals("DELETE") && answer.statusCode() == 404;
      if (answer.statusCode() / 100 == 2 || wasDeleted) {
        call.answered.with(JSON.readTree(answer.body()));
        done(key);
      } else if (answer.statusCode() / 100 == 4) {
        refused.add(key + ": " + answer.body());
        done(key);
      }
    } catch (IOException | InterruptedException killed) {
      // It is made again to the next node.
    }
  }

  private synchronized void done(String key) {
    open.remove(key);
  }

  /** A dropped file's two results, as they lie beside it. */
  List<JsonNode> results(String name) throws IOException {
    var all = new ArrayList<JsonNode>();
    for (var kind : List.of("results", "errors")) {
      all.addAll(read(site.home().resolve("inbox/results/%s.%s.jsonl".formatted(name, kind))));
    }
    return all;
  }

  private static List<JsonNode> read(Path file) throws IOException {
    return parsed(Files.readString(file));
  }

  static List<JsonNode> parsed(String lines) throws IOException {
    var all = new ArrayList<JsonNode>();
    for (var line : lines.lines().toList()) {
      all.add(JSON.readTree(line));
    }
    return all;
  }
}
