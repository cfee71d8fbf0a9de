package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.CostView;
import dev.reelway.intake.ApiBatch.Fault;
import dev.reelway.intake.ApiBatchLine;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.sink.Asset;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A line of a batch and what has become of it so far. {@code status} is that of a video; a line
 * that has not been read is {@code queued}. {@code urls} is present if there are several results.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record BatchResultObject(
    String id,
    String object,
    int line,
    @JsonProperty("custom_id") @Nullable String customId,
    String status,
    int progress,
    @JsonProperty("video_id") @Nullable String videoId,
    @JsonProperty("image_id") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String imageId,
    @Nullable String model,
    @Nullable String prompt,
    @Nullable String url,
    @JsonProperty("thumbnail_url") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String thumbnailUrl,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> urls,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CostView cost,
    @Nullable Problem error) {

  /** Why a line failed; {@code param} is the invalid parameter, if it was refused for one. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Problem(String code, String message, @Nullable String param) {

    static @Nullable Problem of(@Nullable Fault fault) {
      return fault == null ? null : new Problem(fault.code(), fault.message(), fault.param());
    }
  }

  /**
   * @param links the links to files that work without a licence
   */
  static BatchResultObject of(ApiBatchLine line, Function<Asset, String> links, Instant now) {
    var job = line.job();
    var files = line.isDeleted() ? List.<Asset>of() : files(job, now);
    var thumbnail = files.isEmpty() ? null : files.getFirst().thumbnail();
    return new BatchResultObject(
        line.id(),
        "batch.result",
        line.line(),
        line.customId(),
        status(line),
        job == null ? 0 : job.state().progress(),
        id(job, "video"),
        id(job, "image"),
        line.model(),
        line.prompt(),
        files.isEmpty() ? null : links.apply(files.getFirst()),
        thumbnail == null ? null : links.apply(thumbnail),
        files.size() < 2 ? List.of() : files.stream().map(links).toList(),
        job == null ? null : job.history().cost().view(),
        Problem.of(line.error()));
  }

  /** One of the four statuses of a video. */
  static String status(ApiBatchLine line) {
    var job = line.job();
    return job != null
        ? VideoObject.status(job.state())
        : line.error() == null ? "queued" : "failed";
  }

  private static @Nullable String id(@Nullable Job job, String kind) {
    return job != null && job.order().kind().equals(kind) ? job.id() : null;
  }

  private static List<Asset> files(@Nullable Job job, Instant now) {
    return job != null && job.state() instanceof Delivered made && made.isRetained(now)
        ? made.files()
        : List.of();
  }

  /** All links, with bars between them, as cells of prompt files have them. */
  @Nullable String links() {
    return urls.isEmpty() ? url : String.join("|", urls);
  }
}
