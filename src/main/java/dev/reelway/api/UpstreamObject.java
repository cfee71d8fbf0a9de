package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.Amount;
import dev.reelway.job.OpenJobs.Stage;
import dev.reelway.job.UpstreamError;
import dev.reelway.job.UpstreamUsage;
import dev.reelway.upstream.UpstreamLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upstream in the calls under {@code /admin}. Times are in seconds since 1970.
 *
 * @param host the host of its base URL, with the port if it has one
 * @param state ok, resting or paused
 * @param paused since when it is paused, or null
 * @param resting until when it gets no orders, as its targets have failed or ask for a pause
 * @param models the models that it can render
 * @param targets what it can render, with each of its credentials
 * @param inFlight the jobs that are there now
 * @param waiting how many jobs wait for capacity that may go there
 * @param lastError the last failed request of the node that answers
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record UpstreamObject(
    String id,
    String object,
    String name,
    String dialect,
    String host,
    String state,
    @JsonProperty("paused_at") @Nullable Long paused,
    @JsonProperty("resting_until") @Nullable Long resting,
    List<String> models,
    List<TargetState> targets,
    @JsonProperty("in_flight") InFlight inFlight,
    long waiting,
    Limits limits,
    @JsonProperty("last_error") @Nullable LastError lastError,
    @JsonProperty("last_hour") LastHour lastHour) {

  /**
   * A model at the upstream, under one of its credentials.
   *
   * @param resting until when it gets no orders, or null
   * @param bound how many renders that credential may have open at once, as learned; null if it has
   *     refused none
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record TargetState(
      String credential,
      String model,
      @JsonProperty("resting_until") @Nullable Long resting,
      @JsonProperty("learned_bound") @Nullable Integer bound) {}

  record InFlight(long submitting, long rendering, long rendered) {

    static InFlight of(UpstreamUsage usage) {
      return new InFlight(
          usage.open().getOrDefault(Stage.SUBMITTING, 0L),
          usage.open().getOrDefault(Stage.RENDERING, 0L),
          usage.open().getOrDefault(Stage.RENDERED, 0L));
    }
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Limits(
      @JsonProperty("at_once") @Nullable Integer atOnce,
      @JsonProperty("submits_per_minute") @Nullable Integer submitsPerMinute,
      @JsonProperty("polls_per_minute") @Nullable Integer pollsPerMinute) {

    static Limits of(UpstreamLimits limits) {
      return new Limits(limits.atOnce(), limits.submitsPerMinute(), limits.pollsPerMinute());
    }
  }

  record LastError(long at, String cause, String model, String job) {

    static LastError of(UpstreamError error) {
      return new LastError(
          error.at().getEpochSecond(), error.cause(), error.target().model(), error.job());
    }
  }

  /**
   * The renders that have ended in the last hour.
   *
   * @param medianSeconds half of the latest ones took no longer; null if there are none
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record LastHour(
      long completed,
      long failed,
      @JsonProperty("median_seconds") @Nullable Double medianSeconds,
      List<Amount> costs) {

    static LastHour of(UpstreamUsage usage) {
      var median = usage.medianSeconds();
      return new LastHour(
          usage.completed(),
          usage.failed(),
          median.isPresent() ? median.getAsDouble() : null,
          usage.costs());
    }
  }
}
