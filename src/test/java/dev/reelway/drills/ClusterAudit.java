package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What must be true of a cluster once everything has ended: what was accepted, what has ended, what
 * was rendered, what is stored and what was told are the same jobs.
 */
final class ClusterAudit {

  private static final Pattern END =
      Pattern.compile("(?m) ((?:video|image)_[0-9a-f]{32}) (?:is delivered|has failed)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClusterOrders orders;
  private final Map<String, SharedLedger.Row> jobs;
  private final int rows;

  /**
   * @param orders what was ordered
   * @param jobs all jobs in the ledger
   */
  ClusterAudit(ClusterOrders orders, List<SharedLedger.Row> jobs) throws IOException {
    this.orders = orders;
    this.rows = jobs.size();
    this.jobs = new TreeMap<>();
    for (var job : jobs) {
      this.jobs.put(JSON.readTree(job.order()).path("prompt").asText(), job);
    }
  }

  Map<String, Long> ends() {
    return jobs.values().stream()
        .collect(
            Collectors.groupingBy(
                job -> (job.state() + " " + job.code()).strip(),
                TreeMap::new,
                Collectors.counting()));
  }

  /** Each order is one job, and the job that its caller was told of. */
  void assertAcceptedOnce() {
    var expected = new HashSet<>(orders.lines);
    expected.addAll(orders.called.keySet());
    assertThat(orders.refused).isEmpty();
    assertThat(jobs).hasSize(rows);
    assertSame("accepted", expected, jobs.keySet());
    orders.called.forEach(
        (prompt, id) -> assertThat(job(prompt).id()).as("the job of %s", prompt).isEqualTo(id));
  }

  private static void assertSame(String what, Set<String> expected, Set<String> found) {
    var missing = new TreeSet<>(expected);
    missing.removeAll(found);
    var more = new TreeSet<>(found);
    more.removeAll(expected);
    assertThat(missing).as("%s, but missing", what).isEmpty();
    assertThat(more).as("not %s", what).isEmpty();
  }

  private SharedLedger.Row job(String prompt) {
    return jobs.getOrDefault(prompt, new SharedLedger.Row("none", "{}", "", "", 0, 0));
  }

  /**
   * Nothing was rendered twice; what was delivered was rendered; what has failed was on the wire
   * when a fault began or ended.
   *
   * @return how many renders belong to a job that has failed
   */
  int assertRenderedOnce(List<String> rendered, Set<String> onTheWire) {
    var failed = of("failed");
    var delivered = new HashSet<>(jobs.keySet());
    delivered.removeAll(failed.keySet());
    var orphans = new HashSet<>(rendered);
    orphans.removeAll(delivered);
    assertThat(rendered).doesNotHaveDuplicates().containsAll(delivered);
    assertThat(failed.keySet()).containsAll(orphans);
    assertThat(failed.values()).allMatch(job -> job.code().equals("submit_unknown"));
    assertThat(onTheWire).containsAll(failed.values().stream().map(SharedLedger.Row::id).toList());
    return orphans.size();
  }

  private Map<String, SharedLedger.Row> of(String state) {
    return jobs.entrySet().stream()
        .filter(entry -> entry.getValue().state().equals(state))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Each delivered job has one video, which is whole, with its sidecar; no other has any. */
  void assertStoredOnce(SharedOutbox outbox) throws Exception {
    var videos = new HashMap<String, String>();
    for (var path : outbox.paths()) {
      var name = path.substring(path.lastIndexOf('/') + 1);
      if (name.endsWith(".mp4")) {
        assertThat(videos.put(name.replace(".mp4", ""), path)).as(name).isNull();
      }
    }
    var delivered = of("delivered");
    assertSame("delivered", ids(delivered), videos.keySet());
    for (var entry : delivered.entrySet()) {
      var path = videos.getOrDefault(entry.getValue().id(), "");
      var bytes = outbox.read(path);
      assertThat(bytes).isEqualTo(ListedRenders.video(entry.getKey()));
      var stored = JSON.readTree(outbox.read(path.replace(".mp4", ".json"))).path("video");
      assertThat(stored.toString()).contains(sha256(bytes), String.valueOf(bytes.length));
    }
    assertThat(outbox.parts()).isEmpty();
  }

  private static Set<String> ids(Map<String, SharedLedger.Row> jobs) {
    return jobs.values().stream().map(SharedLedger.Row::id).collect(Collectors.toSet());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** The receiver was told of each job, always by the same event. */
  void assertToldAlike(ToldEnds told) {
    assertSame("ended", ids(jobs), told.events().keySet());
    assertThat(told.events().values()).allMatch(ids -> ids.size() == 1);
  }

  /** No job was ended by two nodes: what a node logs, it has committed. */
  void assertEndedOnce(List<Path> logs) throws IOException {
    var ended = new ArrayList<String>();
    for (var log : logs) {
      END.matcher(Files.readString(log)).results().forEach(end -> ended.add(end.group(1)));
    }
    assertThat(ended).hasSizeGreaterThan(rows / 2).doesNotHaveDuplicates();
  }

  /** Each line of each file and batch has one result. */
  void assertEachLineHasOneResult(Path inbox, Node node, int lines) throws Exception {
    for (var file : orders.dropped) {
      var results = new ArrayList<String>();
      for (var kind : List.of(".results.jsonl", ".errors.jsonl")) {
        var part = inbox.resolve("results").resolve(file.getFileName() + kind);
        results.addAll(Files.exists(part) ? Files.readAllLines(part) : List.of());
      }
      assertThat(results).as(file.toString()).hasSize(lines).doesNotHaveDuplicates();
      try (var done = Files.walk(inbox.resolve("done"))) {
        assertThat(done.map(Path::getFileName)).contains(file.getFileName());
      }
    }
    for (var id : orders.batches) {
      var counts = JSON.readTree(node.get("/sora/v1/batches/" + id).body()).path("request_counts");
      int ended = counts.path("completed").asInt() + counts.path("failed").asInt();
      assertThat(counts.path("total").asInt()).as(id).isEqualTo(lines).isEqualTo(ended);
    }
  }

  /** How long after a time the last job ended that was open then, in milliseconds. */
  long settledAfter(long time) {
    return jobs.values().stream()
            .filter(job -> job.created() < time && job.ended() > time)
            .mapToLong(SharedLedger.Row::ended)
            .max()
            .orElse(time)
        - time;
  }

  static <T> String counted(Map<T, ? extends Number> counts, Function<T, String> name) {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + name.apply(entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
