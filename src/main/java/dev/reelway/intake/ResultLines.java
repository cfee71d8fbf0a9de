package dev.reelway.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
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
  static final DroppedBatches.Refusal UNREAD =
      new DroppedBatches.Refusal(
          0, null, "cancelled", "The file was cancelled before this order was read.");

  private final String batch;
  private final JobsByLine jobs;
  private final Function<Job, Object> shown;
  private final Map<Integer, DroppedBatches.Refusal> refusals;

  /**
   * @param shown answers the API representation of a job
   */
  ResultLines(
      String batch,
      DroppedBatches droppedBatches,
      JobQueries queries,
      Function<Job, Object> shown) {
    this.batch = batch;
    this.jobs = new JobsByLine(batch, queries);
    this.shown = shown;
    this.refusals = droppedBatches.refusalsByLine(batch);
  }

  /** A destination of lines. */
  interface Out {

    void line(String text) throws IOException;
  }

  void write(PromptFile entries, Out good, Out bad) throws IOException {
    for (var orderEntry = entries.next(); orderEntry != null; orderEntry = entries.next()) {
      var job = jobs.at(orderEntry.line());
      var line =
          JSON.writeValueAsString(job == null ? refused(orderEntry) : ended(orderEntry, job));
      (job != null && job.state() instanceof Delivered ? good : bad).line(line);
    }
  }

  private Map<String, @Nullable Object> ended(OrderEntry orderEntry, Job job) {
    var response = new LinkedHashMap<String, Object>();
    response.put("status_code", 200);
    response.put("request_id", job.id());
    response.put("body", shown.apply(job));
    var line = line(orderEntry, job.id(), response, error(job));
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

  private Map<String, @Nullable Object> refused(OrderEntry orderEntry) {
    var refusal = refusals.getOrDefault(orderEntry.line(), UNREAD);
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", refusal.code());
    error.put("message", refusal.message());
    error.put("param", refusal.param());
    error.put("line", orderEntry.place());
    return line(orderEntry, batch + "_" + orderEntry.line(), null, error);
  }

  private static Map<String, @Nullable Object> line(
      OrderEntry orderEntry, String id, @Nullable Object response, @Nullable Object error) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", id);
    all.put(
        "custom_id",
        Objects.requireNonNullElse(orderEntry.customId(), "line-" + orderEntry.place()));
    all.put("response", response);
    all.put("error", error);
    return all;
  }
}
