package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.CostView;
import dev.reelway.job.Job;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A job in the shape of OpenAI's Videos API. OpenAI's 13 keys are always present, as openai-java
 * throws on a missing one; {@code url} and {@code thumbnail_url} are present once there is a video,
 * and {@code outputs} if there are several, or were to be; {@code cost} once something is known of
 * it; {@code batch} and {@code retry_of} if it has one. {@code metadata} is the caller's, with keys
 * of ours that begin with {@code made_} if the video differs from the request or is made from the
 * last frame of the video that it remixes, or if there are more or fewer videos than ordered. Times
 * are Unix seconds; {@code seconds} is a string.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record VideoObject(
    String id,
    String object,
    String model,
    String status,
    int progress,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("completed_at") @Nullable Long completedAt,
    @JsonProperty("expires_at") @Nullable Long expiresAt,
    String prompt,
    String size,
    String seconds,
    @JsonProperty("remixed_from_video_id") @Nullable String remixedFrom,
    @Nullable Problem error,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url,
    @JsonProperty("thumbnail_url") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String thumbnailUrl,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Output> outputs,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CostView cost,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, String> metadata,
    RenderView render,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String batch,
    @JsonProperty("retry_of") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String retryOf) {

  /** Why a video or an image failed. */
  record Problem(String code, String message) {}

  /**
   * One of several videos of a job.
   *
   * @param index what {@code content?index=} selects it by, from 0
   * @param url a link to it that works without a licence, or null
   * @param thumbnailUrl the same to its thumbnail, or null
   * @param type its media type
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Output(
      int index,
      @Nullable String url,
      @JsonProperty("thumbnail_url") @Nullable String thumbnailUrl,
      String type,
      long bytes,
      String sha256) {

    static Output of(int index, Asset file, @Nullable Function<Asset, String> links) {
      var thumbnail = file.thumbnail();
      return new Output(
          index,
          links == null ? null : links.apply(file),
          links == null || thumbnail == null ? null : links.apply(thumbnail),
          file.type(),
          file.bytes(),
          file.sha256());
    }
  }

  /**
   * @param links the links to files that work without a licence, or null if there are none
   * @param render what is known of its render
   */
  static VideoObject of(Job job, @Nullable Function<Asset, String> links, RenderView render) {
    var files = job.state() instanceof Delivered delivered ? delivered.files() : List.<Asset>of();
    var order = (VideoOrder) job.order();
    var ended = job.ended();
    return new VideoObject(
        job.id(),
        "video",
        order.model(),
        status(job.state()),
        job.state().progress(),
        job.created().getEpochSecond(),
        ended != null && job.state() instanceof Delivered ? ended.getEpochSecond() : null,
        expires(job.state()),
        order.prompt(),
        order.size(),
        Integer.toString(order.seconds()),
        order.sourceJob(),
        problem(job.state()),
        links == null || files.isEmpty() ? null : links.apply(files.getFirst()),
        thumbnail(files, links),
        outputs(order, files, links),
        job.history().cost().view(),
        metadata(order, files.size(), job.sent() instanceof VideoOrder sent ? sent : order),
        render,
        batch(job),
        job.history().retryOf());
  }

  private static @Nullable String thumbnail(
      List<Asset> files, @Nullable Function<Asset, String> links) {
    var thumbnail = files.isEmpty() ? null : files.getFirst().thumbnail();
    return links == null || thumbnail == null ? null : links.apply(thumbnail);
  }

  private static @Nullable String batch(Job job) {
    var line = job.batch();
    return line == null ? null : line.batch();
  }

  private static @Nullable Long expires(JobState state) {
    var expires = state instanceof Delivered delivered ? delivered.expires() : null;
    return UnixTime.seconds(expires);
  }

  private static @Nullable List<Output> outputs(
      VideoOrder order, List<Asset> files, @Nullable Function<Asset, String> links) {
    return files.isEmpty() || files.size() == 1 && order.n() == 1
        ? null
        : IntStream.range(0, files.size())
            .mapToObj(i -> Output.of(i, files.get(i), links))
            .toList();
  }

  /** The caller's metadata, and the parameters in which the video differs from the request. */
  private static @Nullable Map<String, String> metadata(
      VideoOrder requested, int outputs, VideoOrder sent) {
    var metadata = new LinkedHashMap<>(requested.metadata());
    if (sent.seconds() != requested.seconds()) {
      metadata.put("made_seconds", Integer.toString(sent.seconds()));
    }
    if (!sent.size().equals(requested.size())) {
      metadata.put("made_size", sent.size());
    }
    if (sent.watermark() != requested.watermark()) {
      metadata.put("made_watermark", Boolean.toString(sent.watermark()));
    }
    if (requested.isFrameRemix()) {
      metadata.put("made_from", "last_frame");
    }
    if (outputs > 0 && outputs != requested.n()) {
      metadata.put("made_outputs", Integer.toString(outputs));
    }
    return metadata.isEmpty() ? null : metadata;
  }

  /** One of four statuses: on a fifth, the polling loops of SDKs end wrongly or never. */
  static String status(JobState state) {
    return switch (state) {
      case Queued q -> "queued";
      case Submitting s -> "queued";
      case Rendering r -> "in_progress";
      case Rendered r -> "in_progress";
      case Delivered d -> "completed";
      case Failed f -> "failed";
    };
  }

  /** Why a job failed, or null if it did not. */
  static @Nullable Problem problem(JobState state) {
    return state instanceof Failed(var at, var why) ? new Problem(why.code(), why.message()) : null;
  }
}
