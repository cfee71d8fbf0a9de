package dev.reelway.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.job.State.Delivered;
import dev.reelway.job.State.Failed;
import dev.reelway.sink.Asset;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result of each order of a prompt file, in the order of the file, as a line of OpenAI's
 * batch output, {@code {"id", "custom_id", "response": {"status_code", "request_id", "body"},
 * "error"}}, and {@code files}, the keys of the results in their sink. The names of orders are only
 * in the prompt file, so it is read again along with its jobs in the ledger.
 */
final class ResultLines {

  private static final ObjectMapper JSON = new ObjectMapper();
  static final Batches.Refusal UNREAD =
      new Batches.Refusal(
          0, null, "cancelled", "The file was cancelled before this order was read.");

  private final String batch;
  private final LineJobs jobs;
  private final Function<Job, Object> shown;
  private final Map<Integer, Batches.Refusal> refusals;

  /**
   * @param shown answers the API representation of a job
   */
  ResultLines(String batch, Batches batches, JobQueries queries, Function<Job, Object> shown) {
    this.batch = batch;
    this.jobs = new LineJobs(batch, queries);
    this.shown = shown;
    this.refusals = batches.refusalsByLine(batch);
  }

  /** A destination of lines. */
  interface Out {

    void line(String text) throws IOException;
  }

  void write(PromptFile entries, Out good, Out bad) throws IOException {
    for (var entry = entries.next(); entry != null; entry = entries.next()) {
      var job = jobs.at(entry.line());
      var line = JSON.writeValueAsString(job == null ? refused(entry) : ended(entry, job));
      (job != null && job.state() instanceof Delivered ? good : bad).line(line);
    }
  }

  private Map<String, @Nullable Object> ended(Entry entry, Job job) {
    var response = new LinkedHashMap<String, Object>();
    response.put("status_code", 200);
    response.put("request_id", job.id());
    response.put("body", shown.apply(job));
    var line = line(entry, job.id(), response, error(job));
    if (job.state() instanceof Delivered delivered) {
      line.put("files", delivered.files().stream().map(Asset::key).toList());
    }
    return line;
  }

  private static @Nullable Object error(Job job) {
    return job.state() instanceof Failed failed
        ? Map.of("code", failed.why().code(), "message", failed.why().message())
        : null;
  }

  private Map<String, @Nullable Object> refused(Entry entry) {
    var refusal = refusals.getOrDefault(entry.line(), UNREAD);
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", refusal.code());
    error.put("message", refusal.message());
    error.put("param", refusal.param());
    error.put("line", entry.line());
    return line(entry, batch + "_" + entry.line(), null, error);
  }

  private static Map<String, @Nullable Object> line(
      Entry entry, String id, @Nullable Object response, @Nullable Object error) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", id);
    all.put("custom_id", Objects.requireNonNullElse(entry.customId(), "line-" + entry.line()));
    all.put("response", response);
    all.put("error", error);
    return all;
  }
}
