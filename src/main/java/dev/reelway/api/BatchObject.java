package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.cost.Amount;
import dev.reelway.intake.ApiBatch;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatch.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A batch in the shape of OpenAI's Batch API, with {@code costs} once it has ended and something is
 * known of them, and with the name of its input file, its defaults and a link to its report page.
 * Times are Unix seconds.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record BatchObject(
    String id,
    String object,
    String endpoint,
    @Nullable Faults errors,
    @JsonProperty("input_file_id") String inputFileId,
    @JsonProperty("completion_window") String completionWindow,
    String status,
    @JsonProperty("output_file_id") @Nullable String outputFileId,
    @JsonProperty("error_file_id") @Nullable String errorFileId,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("in_progress_at") @Nullable Long inProgressAt,
    @JsonProperty("expires_at") long expiresAt,
    @JsonProperty("finalizing_at") @Nullable Long finalizingAt,
    @JsonProperty("completed_at") @Nullable Long completedAt,
    @JsonProperty("failed_at") @Nullable Long failedAt,
    @JsonProperty("expired_at") @Nullable Long expiredAt,
    @JsonProperty("cancelling_at") @Nullable Long cancellingAt,
    @JsonProperty("cancelled_at") @Nullable Long cancelledAt,
    @JsonProperty("request_counts") Counts counts,
    Map<String, String> metadata,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Amount> costs,
    @JsonProperty("input_file_name") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String inputFileName,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> defaults,
    @JsonProperty("report_url") String reportUrl) {

  private static final Pattern ID = Pattern.compile("batch_[0-9a-f]{32}");

  /** Why a batch failed as a whole. */
  record Faults(String object, List<Fault> data) {}

  /** How many requests the batch has, and how many of them completed or failed. */
  record Counts(int total, int completed, int failed) {}

  /**
   * @param reportUrl a link to its report page that works without a licence
   */
  static BatchObject of(ApiBatch batch, String reportUrl) {
    var progress = batch.progress();
    var status = status(batch);
    var closed = seconds(progress.closed());
    return new BatchObject(
        batch.id(),
        "batch",
        batch.endpoint(),
        progress.faults().isEmpty() ? null : new Faults("list", progress.faults()),
        batch.inputFile(),
        batch.completionWindow(),
        status,
        progress.outputFile(),
        progress.errorFile(),
        batch.created().getEpochSecond(),
        progress.faults().isEmpty() ? seconds(progress.begun()) : null,
        batch.expires().getEpochSecond(),
        status.equals("completed") ? closed : null,
        status.equals("completed") ? closed : null,
        status.equals("failed") ? closed : null,
        status.equals("expired") ? closed : null,
        seconds(progress.cancelled()),
        status.equals("cancelled") ? closed : null,
        new Counts(progress.total(), progress.completed(), progress.failed()),
        batch.metadata(),
        progress.costs(),
        batch.inputName(),
        batch.defaults(),
        reportUrl);
  }

  /** One of OpenAI's eight batch statuses. */
  static String status(ApiBatch batch) {
    var progress = batch.progress();
    if (!progress.faults().isEmpty()) {
      return "failed";
    }
    return progress.closed() == null ? open(progress) : ended(batch, progress.closed());
  }

  private static String open(Progress progress) {
    if (progress.cancelled() != null) {
      return "cancelling";
    }
    if (progress.begun() == null) {
      return "validating";
    }
    boolean allEnded = progress.completed() + progress.failed() >= progress.total();
    return progress.read() != null && allEnded ? "finalizing" : "in_progress";
  }

  private static String ended(ApiBatch batch, Instant closed) {
    if (batch.progress().cancelled() != null) {
      return "cancelled";
    }
    boolean late = !closed.isBefore(batch.expires());
    return late && batch.progress().failed() > 0 ? "expired" : "completed";
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
