package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the render of a video, for those who wait for it or want to know how it was
 * made. Times are Unix seconds; what is not known is null.
 *
 * @param upstream the name of the upstream that renders it, or has rendered it
 * @param submittedAt when the upstream accepted the order
 * @param expectedAt when the render usually ends, by the last ones of the same model; only while it
 *     is under way
 * @param renderedAt when the upstream reported the render as done
 * @param failedAt when the video failed
 * @param attempts how often the present step has failed; null once the video has ended
 * @param cause why a step last failed, in a sentence; null once the video is completed
 * @param mayBePaid of a failed video, whether its upstream may bill it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RenderView(
    @Nullable String upstream,
    @JsonProperty("submitted_at") @Nullable Long submittedAt,
    @JsonProperty("expected_at") @Nullable Long expectedAt,
    @JsonProperty("rendered_at") @Nullable Long renderedAt,
    @JsonProperty("failed_at") @Nullable Long failedAt,
    @Nullable Integer attempts,
    @Nullable String cause,
    @JsonProperty("may_be_paid") @Nullable Boolean mayBePaid) {

  /**
   * @param expected when the render usually ends, or null
   * @param showUpstream whether callers are told the name of the upstream
   */
  static RenderView of(Job job, @Nullable Instant expected, boolean showUpstream) {
    var state = job.state();
    var at = state.renderTask();
    boolean failed = state instanceof Failed;
    return new RenderView(
        showUpstream ? upstream(job, at) : null,
        at == null ? null : seconds(at.since()),
        seconds(expected),
        seconds(job.history().doneAt()),
        failed ? seconds(job.ended()) : null,
        state.isFinal() ? null : Integer.valueOf(job.attempts()),
        state instanceof Delivered ? null : job.history().lastCause(),
        failed ? Boolean.valueOf(job.mayBePaid()) : null);
  }

  private static @Nullable String upstream(Job job, @Nullable RenderTask at) {
    var target = job.state() instanceof Submitting submitting ? submitting.at() : target(at);
    return target == null ? null : target.upstream();
  }

  private static @Nullable Target target(@Nullable RenderTask at) {
    return at == null ? null : at.target();
  }
}
