package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.drills.KillLedger.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What must be true after each kill, and at the end: nothing lost, nothing twice, nothing torn. */
final class KillVerdict {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KillSite site;
  private final KillOrders orders;
  private final Set<String> onTheWire = new HashSet<>();

  KillVerdict(KillSite site, KillOrders orders) {
    this.site = site;
    this.orders = orders;
  }

  /**
   * What is under its name is whole, even if nobody has committed it yet.
   *
   * @return the jobs whose order is on the wire, and was not at the kill before
   */
  Set<String> afterKill() throws Exception {
    var news = new HashSet<String>();
    try (var ledger = new KillLedger(site.database())) {
      ledger.awaitEndOfSessions();
      if (ledger.isMigrated()) {
        news.addAll(ledger.onTheWire());
        news.removeAll(onTheWire);
        onTheWire.addAll(news);
        var jobs = ledger.jobs();
        assertThat(ids(jobs)).containsAll(orders.accepted.keySet());
        assertNothingTorn(jobs);
        assertThat(ledger.wrongQuotas()).isEmpty();
      }
    }
    assertThat(site.orders()).doesNotHaveDuplicates();
    return news;
  }

  private void assertNothingTorn(List<Row> jobs) throws IOException {
    var prompts = jobs.stream().collect(Collectors.toMap(Row::id, Row::prompt));
    var lengths = new HashMap<String, Long>();
    for (var file : site.outbox().lengths().entrySet()) {
      var prompt = prompts.get(job(file.getKey()));
      if (file.getKey().endsWith(".mp4") && prompt != null) {
        long whole = lengths.computeIfAbsent(prompt, one -> (long) ListedRenders.video(one).length);
        assertThat(file.getValue()).as("torn: " + file.getKey()).isEqualTo(whole);
      }
    }
  }

  /**
   * At the end of a drill, while the last node runs and has nothing to do.
   *
   * @return the jobs that have failed, as the answer to their order was lost
   */
  Set<String> atTheEnd(Node node) throws Exception {
    assertThat(orders.refused).isEmpty();
    var unknown = new HashSet<String>();
    Set<String> removals;
    try (var ledger = new KillLedger(site.database())) {
      var jobs = ledger.jobs();
      print(jobs);
      assertThat(ledger.wrongQuotas()).isEmpty();
      assertThat(ids(jobs)).containsAll(orders.accepted.keySet());
      assertThat(jobs.stream().map(Row::prompt)).doesNotHaveDuplicates();
      assertOrderedOnce(jobs);
      assertStoredOnce(jobs, ledger.otherFiles());
      assertThat(site.told()).containsAll(ids(jobs));
      jobs.stream()
          .filter(job -> job.code().equals("submit_unknown"))
          .forEach(job -> unknown.add(job.id()));
      removals = ledger.removals();
    }
    assertEachLineOnce();
    assertEachBatchWhole(node);
    assertNoPartsLeft(removals);
    assertThat(files("/incoming/")).isEmpty();
    return unknown;
  }

  private void print(List<Row> jobs) throws IOException {
    var ends = new TreeMap<String, Integer>();
    jobs.forEach(job -> ends.merge((job.state() + " " + job.code()).strip(), 1, Integer::sum));
    System.out.printf(
        "%d jobs, %d of them accepted in calls: %s; %d renders at the upstreams; %d files;"
            + " %d orders were on the wire when a process was killed%n",
        jobs.size(),
        orders.accepted.size(),
        ends,
        site.orders().size(),
        site.outbox().paths().size(),
        onTheWire.size());
  }

  /** A job has failed only if its answer was lost where nobody can say what became of it. */
  private void assertOrderedOnce(List<Row> jobs) {
    var ordered = site.orders();
    assertThat(ordered).doesNotHaveDuplicates();
    assertThat(jobs.stream().map(Row::prompt)).containsAll(ordered);
    var listed = site.orders(KillSite.LISTING);
    for (var job : jobs) {
      if (job.state().equals("failed") && !orders.deleted.contains(job.id())) {
        assertThat(job.code()).as(job.toString()).isEqualTo("submit_unknown");
        assertThat(onTheWire).as(job.toString()).contains(job.id());
        assertThat(job.upstream()).as(job.toString()).isNotEqualTo(KillSite.KEYED);
        assertThat(listed).as(job.toString()).doesNotContain(job.prompt());
      } else if (!job.state().equals("failed")) {
        assertThat(job.state()).as(job.toString()).isEqualTo("delivered");
        assertThat(ordered).contains(job.prompt());
      }
    }
  }

  private void assertStoredOnce(List<Row> jobs, Set<String> otherFiles) throws Exception {
    var byJob = new HashMap<String, List<String>>();
    for (var path : site.outbox().paths()) {
      byJob.computeIfAbsent(job(path), first -> new ArrayList<>()).add(path);
    }
    for (var job : jobs) {
      var files = byJob.getOrDefault(job.id(), List.of());
      if (job.gone() || job.state().equals("failed")) {
        assertThat(files).as(job.toString()).isEmpty();
      } else {
        assertWhole(job, files);
      }
      byJob.remove(job.id());
    }
    for (var path : byJob.values().stream().flatMap(List::stream).toList()) {
      assertThat(otherFiles).as(path).anyMatch(whole(path)::endsWith);
    }
  }

  /** The file that a partial one was to become, and is removed with. */
  private static String whole(String path) {
    return path.replace("/.parts/", "/").replaceFirst("\\.[^./]+\\.part$", "");
  }

  private void assertWhole(Row job, List<String> files) throws Exception {
    assertThat(files.stream().map(file -> file.replaceAll(".*\\.", "")))
        .as(job.toString())
        .containsExactlyInAnyOrder("mp4", "json");
    for (var file : files) {
      var bytes = site.outbox().read(file);
      if (file.endsWith(".json")) {
        assertThat(JSON.readTree(bytes).path("id").asText()).isEqualTo(job.id());
      } else {
        var record = job.files().path(0);
        var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertThat(bytes).as(file).isEqualTo(ListedRenders.video(job.prompt()));
        assertThat(record.path("bytes").asLong()).isEqualTo(bytes.length);
        assertThat(record.path("sha256").asText()).isEqualTo(HexFormat.of().formatHex(digest));
      }
    }
  }

  private void assertEachLineOnce() throws IOException {
    for (var name : orders.dropped) {
      assertLines(name, orders.results(name));
      assertThat(files("/inbox/done/")).filteredOn(file -> file.endsWith("/" + name)).hasSize(1);
    }
    assertThat(files("/inbox/working/")).isEmpty();
    assertThat(files("/inbox/failed/")).isEmpty();
    assertThat(files("/inbox/dropped")).isEmpty();
  }

  /** The removal of a file that is not stored for good yet takes its parts too. */
  private void assertNoPartsLeft(Set<String> removals) throws IOException {
    Predicate<String> stays =
        part ->
            removals.stream()
                .noneMatch(key -> part.contains(key.substring(key.lastIndexOf('/') + 1)));
    assertThat(site.outbox().parts()).filteredOn(stays).isEmpty();
    assertThat(files(".part")).filteredOn(stays).isEmpty();
  }

  /** The others are refused, and not only told that nobody has read them. */
  private static void assertLines(String name, Collection<JsonNode> results) {
    assertThat(results.stream().map(line -> line.path("custom_id").asText()))
        .as(name)
        .hasSize(KillOrders.LINES)
        .doesNotHaveDuplicates();
    assertThat(results.stream().map(line -> line.path("id").asText()))
        .as(name)
        .doesNotHaveDuplicates();
    assertThat(results)
        .as(name)
        .filteredOn(line -> line.path("response").isObject())
        .hasSize(KillOrders.GOOD);
  }

  private void assertEachBatchWhole(Node node) throws Exception {
    for (var id : orders.batches) {
      var batch = JSON.readTree(node.get("/sora/v1/batches/" + id).body());
      assertThat(batch.path("status").asText()).as(batch.toString()).isEqualTo("completed");
      var results = new ArrayList<JsonNode>();
      for (var kind : List.of("output_file_id", "error_file_id")) {
        var file = batch.path(kind).asText("");
        var path = "/sora/v1/files/%s/content".formatted(file);
        results.addAll(KillOrders.parsed(file.isEmpty() ? "" : node.get(path).body()));
      }
      assertLines(id, results);
    }
  }

  /** The files at home whose path contains this. */
  private List<String> files(String part) throws IOException {
    try (var files = Files.walk(site.home())) {
      return files
          .filter(Files::isRegularFile)
          .map(Path::toString)
          .filter(file -> file.contains(part))
          .toList();
    }
  }

  private static Set<String> ids(List<Row> jobs) {
    return jobs.stream().map(Row::id).collect(Collectors.toSet());
  }

  private static String job(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
