package dev.reelway.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.intake.Batches.Refusal;
import dev.reelway.intake.IntakeSettings.HotFolderSettings;
import dev.reelway.job.Job;
import dev.reelway.job.Ledger;
import dev.reelway.job.State.Failed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how a dropped file went: {@code results/<file>.results.jsonl} has exactly one line for each
 * prompt line, in OpenAI's batch output form; then the file goes to {@code done/}.
 */
public final class Results {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final int JOBS_AT_ONCE = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HotFolderSettings settings;
  private final Batches batches;
  private final Ledger ledger;
  private final Function<Job, Object> shown;
  private final Clock clock;

  /**
   * @param shown a job as the API shows it
   */
  public Results(
      HotFolderSettings settings,
      Batches batches,
      Ledger ledger,
      Function<Job, Object> shown,
      Clock clock) {
    this.settings = settings;
    this.batches = batches;
    this.ledger = ledger;
    this.shown = shown;
    this.clock = clock;
  }

  /** The ids of the batches whose jobs have all ended. */
  public List<String> finished() {
    return batches.finished().stream().map(Batch::id).toList();
  }

  /** Writes the results under their name at once, moves the file, closes the batch. */
  public void report(String id) throws IOException {
    var batch = batches.find(id).orElseThrow();
    var results = folder("results").resolve(batch.name() + ".results.jsonl");
    var partial = results.resolveSibling("." + results.getFileName() + ".part");
    try (var out = Files.newBufferedWriter(partial)) {
      write(batch, out);
    }
    Files.move(partial, results, StandardCopyOption.ATOMIC_MOVE);
    put(batch, "done");
    batches.close(id, clock.instant());
    LOG.info("{} is done: its results lie in results/", id);
  }

  /** A file that no job can be made of goes to {@code failed/}, with the reason beside it. */
  public void reject(DroppedFile file, PromptFileRefused why) throws IOException {
    var batch = batches.find(file.batch()).orElseThrow();
    var reason = folder("failed").resolve(batch.name() + ".reason.txt");
    Files.writeString(reason, why.getMessage() + System.lineSeparator());
    put(batch, "failed");
    batches.seal(file.batch(), 0);
    batches.close(file.batch(), clock.instant());
    LOG.info("{} is failed: {}", file.batch(), why.getMessage());
  }

  private void put(Batch batch, String where) throws IOException {
    var home = settings.folder().resolve("working").resolve(batch.id());
    var file = home.resolve(batch.source());
    if (Files.exists(file)) {
      Files.move(file, folder(where).resolve(batch.name()), StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.deleteIfExists(home);
    } catch (DirectoryNotEmptyException somebodyLeftSomething) {
      LOG.warn("{} is not empty and stays", home);
    }
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(settings.folder().resolve(name));
  }

  private void write(Batch batch, BufferedWriter out) throws IOException {
    var refused = new TreeMap<Integer, Refusal>();
    batches.refusals(batch.id()).forEach(one -> refused.put(one.line(), one));
    int last = 0;
    for (var jobs = ledger.ofBatch(batch.id(), 0, JOBS_AT_ONCE);
        !jobs.isEmpty();
        jobs = ledger.ofBatch(batch.id(), last, JOBS_AT_ONCE)) {
      for (var job : jobs) {
        last = Objects.requireNonNull(job.batch()).line();
        writeRefused(batch, refused.headMap(last), out);
        writeLine(out, line(job));
      }
    }
    writeRefused(batch, refused, out);
  }

  private static void writeRefused(Batch batch, Map<Integer, Refusal> refused, BufferedWriter out)
      throws IOException {
    for (var one : refused.values()) {
      var id = batch.id() + "_" + one.line();
      var error = Map.of("code", one.code(), "message", one.message());
      writeLine(out, line(id, one.line(), null, error));
    }
    refused.clear();
  }

  private Map<String, @Nullable Object> line(Job job) {
    var response = new LinkedHashMap<String, Object>();
    response.put("status_code", 200);
    response.put("request_id", job.id());
    response.put("body", shown.apply(job));
    int line = Objects.requireNonNull(job.batch()).line();
    return line(job.id(), line, response, problem(job));
  }

  private static @Nullable Object problem(Job job) {
    return job.state() instanceof Failed failed
        ? Map.of("code", failed.why().code(), "message", failed.why().message())
        : null;
  }

  private static Map<String, @Nullable Object> line(
      String id, int line, @Nullable Object response, @Nullable Object error) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", id);
    all.put("custom_id", "line-" + line);
    all.put("response", response);
    all.put("error", error);
    return all;
  }

  private static void writeLine(BufferedWriter out, Map<String, @Nullable Object> line)
      throws IOException {
    out.write(JSON.writeValueAsString(line));
    out.write('\n');
  }
}
