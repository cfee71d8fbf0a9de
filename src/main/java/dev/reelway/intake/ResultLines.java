package dev.reelway.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.intake.format.OrderEntry;
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
 * "error"}}, and {@code files}, the keys of the results in their sink. The body of an order that
 * failed says why in its {@code error}, as the line does; one that was refused before it became a
 * job has no response.
 */
final class ResultLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String batch;
  private final OrderOutcomes outcomes;
  private final Function<Job, Object> shown;

  /**
   * @param shown answers the API representation of a job
   */
  ResultLines(
      String batch,
      DroppedBatches droppedBatches,
      JobQueries queries,
      Function<Job, Object> shown) {
    this.batch = batch;
    this.outcomes = new OrderOutcomes(batch, droppedBatches, queries, true);
    this.shown = shown;
  }

  /** A destination of lines. */
  interface Out {

    void line(String text) throws IOException;
  }

  /** Orders, one after the other. */
  @FunctionalInterface
  interface Entries {

    /** The next order, or null at the end. */
    @Nullable OrderEntry next() throws IOException;
  }

  void write(Entries entries, Out good, Out bad) throws IOException {
    for (var orderEntry = entries.next(); orderEntry != null; orderEntry = entries.next()) {
      var outcome = outcomes.of(orderEntry);
      var job = outcome.job();
      var line = JSON.writeValueAsString(job == null ? refused(outcome) : ended(outcome, job));
      (job != null && job.state() instanceof Delivered ? good : bad).line(line);
    }
  }

  private Map<String, @Nullable Object> ended(OrderOutcome outcome, Job job) {
    var response = new LinkedHashMap<String, Object>();
    response.put("status_code", status(job));
    response.put("request_id", job.id());
    response.put("body", shown.apply(job));
    var line = line(outcome, job.id(), response, error(job));
    if (job.state() instanceof Delivered delivered) {
      line.put("files", delivered.files().stream().map(Asset::key).toList());
    }
    return line;
  }

  /**
   * As a caller is answered who looks the images of a job up. Programs send what failed with any
   * 5xx again, and a render that may have been paid would be paid twice.
   */
  private static int status(Job job) {
    return job.state() instanceof Failed failed
        ? failed.why().code().equals("refused") ? 400 : 422
        : 200;
  }

  private static @Nullable Object error(Job job) {
    return job.state() instanceof Failed failed
        ? Map.of("code", failed.why().code(), "message", failed.why().message())
        : null;
  }

  private Map<String, @Nullable Object> refused(OrderOutcome outcome) {
    var refusal = Objects.requireNonNull(outcome.refusal());
    var orderEntry = outcome.orderEntry();
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("code", refusal.code());
    error.put("message", refusal.message());
    error.put("param", refusal.param());
    error.put("line", orderEntry.place());
    return line(outcome, batch + "_" + orderEntry.line(), null, error);
  }

  private static Map<String, @Nullable Object> line(
      OrderOutcome outcome, String id, @Nullable Object response, @Nullable Object error) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", id);
    all.put("custom_id", outcome.customId());
    all.put("response", response);
    all.put("error", error);
    return all;
  }
}
