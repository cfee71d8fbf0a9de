package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.CostView;
import dev.reelway.job.BatchLine;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.ListedJob;
import dev.reelway.upstream.RenderTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job in the calls under {@code /admin}: what became of it, and nothing of what was ordered or
 * made. Times are in seconds since 1970; what is not known is null.
 *
 * @param kind video or image
 * @param state queued, waiting (queued for capacity), submitting, rendering, rendered (not fetched
 *     yet), delivered or failed
 * @param model the model as ordered
 * @param upstream where it is, or was last
 * @param task what the upstream calls its render
 * @param attempts how often its present step has failed
 * @param due when its next step is due, or its lease ends; null if it waits for capacity or has
 *     ended
 * @param cause why its last step failed, or why it waits, in words
 * @param age how many seconds ago it was accepted; of an ended job, how many it took to its end
 * @param mayBePaid whether it has failed although its upstream may bill it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record AdminJobObject(
    String id,
    String object,
    String kind,
    String licence,
    String state,
    String model,
    @Nullable String upstream,
    @Nullable String task,
    int progress,
    int attempts,
    @JsonProperty("due_at") @Nullable Long due,
    @Nullable String cause,
    @Nullable Failure error,
    @Nullable Line batch,
    @JsonProperty("created_at") long created,
    @JsonProperty("submitted_at") @Nullable Long submitted,
    @JsonProperty("rendered_at") @Nullable Long rendered,
    @JsonProperty("ended_at") @Nullable Long ended,
    long age,
    @Nullable CostView cost,
    @JsonProperty("may_be_paid") boolean mayBePaid,
    @JsonProperty("retry_of") @Nullable String retryOf) {

  /** Why it failed. */
  record Failure(String code, String message) {}

  /** Where it came from. */
  record Line(String id, int line) {

    static @Nullable Line of(@Nullable BatchLine line) {
      return line == null ? null : new Line(line.batch(), line.line());
    }
  }

  static AdminJobObject of(ListedJob listed, Instant now) {
    var job = listed.job();
    var at = job.state().renderTask();
    boolean ended = job.state().isFinal();
    return new AdminJobObject(
        job.id(),
        "job",
        job.order().kind(),
        job.licence(),
        listed.waiting() ? "waiting" : job.state().name().inLedger(),
        job.order().model(),
        listed.upstream(),
        at == null ? null : at.task(),
        job.state().progress(),
        job.attempts(),
        ended || listed.waiting() ? null : (Long) job.due().getEpochSecond(),
        job.history().lastCause(),
        failure(job),
        Line.of(job.batch()),
        job.created().getEpochSecond(),
        submitted(at),
        seconds(job.history().doneAt()),
        seconds(job.ended()),
        age(job, now),
        job.history().cost().view(),
        job.mayBePaid(),
        job.history().retryOf());
  }

  private static @Nullable Failure failure(Job job) {
    return job.state() instanceof Failed(var at, var why)
        ? new Failure(why.code(), why.message())
        : null;
  }

  private static @Nullable Long submitted(@Nullable RenderTask at) {
    return at == null ? null : seconds(at.since());
  }

  /** The clocks of nodes differ. */
  private static long age(Job job, Instant now) {
    var end = job.ended() == null ? now : job.ended();
    return Math.max(0, end.getEpochSecond() - job.created().getEpochSecond());
  }
}
