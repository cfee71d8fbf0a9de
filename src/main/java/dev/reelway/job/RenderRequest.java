package dev.reelway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reelway.media.ImageInfo;
import dev.reelway.media.MediaInfo;
import dev.reelway.media.ReferenceInfo;
import dev.reelway.order.ImageGuide;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Operation;
import dev.reelway.order.Order;
import dev.reelway.order.ReferenceRole;
import dev.reelway.order.Size;
import dev.reelway.order.SourceVideo;
import dev.reelway.order.VideoOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An order as JSON for a dialect's submit route: complete, in Reelway's terms, with the upstream's
 * own model name. Parameters that the kind of order does not have are null.
 *
 * @param kind video or image
 * @param operation create, remix, edit or extend
 * @param job the job's id, for the upstream's reference field if it has one
 * @param model the model as the upstream calls it
 * @param size width and height in pixels, written {@code WxH}
 * @param orientation portrait, landscape or square
 * @param seconds a video's length; of an extension, with its source
 * @param n how many images or videos
 * @param outputFormat png, jpeg or webp
 * @param remixOf the upstream's task of the video that this one starts from
 * @param inherits the names of what a remix leaves to its source, as it may be nothing that can be
 *     ordered: model and seconds, and size where it is the same; otherwise empty
 * @param source the video that an edit or an extension is made of, or null
 * @param references the images it starts from, and after them the videos and audio files that it
 *     refers to; their bytes are in {@code ${variable.references}}
 * @param guide the mask or markup of the first of them, whose bytes come last; or null
 * @param options the parameters that this target takes besides those above, by name
 * @param createdAt unix seconds: no render that is older can be this job's
 * @param callback the URL that the upstream calls when the render changes, or null
 */
public record RenderRequest(
    String kind,
    Operation operation,
    String job,
    String model,
    String prompt,
    String size,
    int width,
    int height,
    String orientation,
    @Nullable Integer seconds,
    @Nullable Boolean hd,
    @Nullable Boolean pro,
    int n,
    @JsonProperty("output_format") @Nullable String outputFormat,
    boolean watermark,
    @JsonProperty("remix_of") @Nullable String remixOf,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> inherits,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RenderSource source,
    List<RenderReference> references,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RenderReference guide,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> options,
    @JsonProperty("created_at") long createdAt,
    @Nullable String callback) {

  /**
   * @param options those of its options that the target takes
   * @param sources the renders of the videos that orders start from or are made of
   * @param links the links to files that are not sent within the request
   */
  static RenderRequest of(
      Job job,
      Map<String, Object> options,
      SourceRenders sources,
      @Nullable String callback,
      Function<ReferenceInfo, Optional<String>> links) {
    Order order = job.made();
    var taskOfSource = sources.task(job);
    var size = Size.read(order.size()).orElseThrow();
    var video = order instanceof VideoOrder one ? one : null;
    var image = order instanceof ImageOrder one ? one : null;
    return new RenderRequest(
        order.kind(),
        order.operation(),
        job.id(),
        job.submitting().at().model(),
        order.prompt(),
        order.size(),
        size.width(),
        size.height(),
        size.orientation(),
        video == null ? null : video.seconds(),
        video == null ? null : video.hd(),
        video == null ? null : video.pro(),
        order.n(),
        image == null ? null : image.outputFormat(),
        order.watermark(),
        order.isNativeRemix() ? taskOfSource : null,
        sources.inherited(order),
        RenderSource.of(order.source(), taskOfSource, links),
        RenderReference.of(order, links),
        image == null ? null : RenderReference.of(image.guide(), links),
        options,
        since(job).getEpochSecond(),
        callback);
  }

  /**
   * The video that an edit or an extension is made of.
   *
   * @param task what the upstream calls it, if it made it under the same key; otherwise null, and
   *     the bytes are in {@code ${variable.sourceVideo}}
   * @param seconds its length; the rest of an extension's is to be added
   * @param url the link to fetch it from, if the caller sent it and it is too large to be sent
   *     within the request; or null
   */
  record RenderSource(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String task,
      int seconds,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url) {

    static @Nullable RenderSource of(
        @Nullable SourceVideo source,
        @Nullable String task,
        Function<ReferenceInfo, Optional<String>> links) {
      return source == null
          ? null
          : new RenderSource(task, source.seconds(), task == null ? url(source, links) : null);
    }

    private static @Nullable String url(
        SourceVideo source, Function<ReferenceInfo, Optional<String>> links) {
      var file = source.file();
      return file == null ? null : links.apply(MediaInfo.of(file)).orElse(null);
    }
  }

  /**
   * A file that the render starts from or refers to.
   *
   * @param file an {@link ImageInfo} or a {@link MediaInfo}
   * @param url the link to fetch it from, if it is too large to be sent within the request
   * @param role what it is to the order: {@code first_frame}, {@code last_frame}, {@code
   *     reference_image}, {@code reference_video}, {@code reference_audio}, {@code mask} or {@code
   *     markup}; null for an image if the caller does not say
   */
  record RenderReference(
      @JsonUnwrapped Object file,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String url,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReferenceRole role) {

    static @Nullable RenderReference of(
        @Nullable ImageGuide guide, Function<ReferenceInfo, Optional<String>> links) {
      return guide == null ? null : of(guide.image(), guide.role(), links);
    }

    static List<RenderReference> of(Order order, Function<ReferenceInfo, Optional<String>> links) {
      var video = order instanceof VideoOrder one ? one : null;
      var roles = video == null ? List.<ReferenceRole>of() : video.roles();
      var media = video == null ? List.<MediaInfo>of() : video.media();
      var images = order.references();
      return Stream.concat(
              IntStream.range(0, images.size())
                  .mapToObj(i -> of(images.get(i), i < roles.size() ? roles.get(i) : null, links)),
              media.stream()
                  .map(
                      file ->
                          of(
                              file,
                              file.sounds()
                                  ? ReferenceRole.REFERENCE_AUDIO
                                  : ReferenceRole.REFERENCE_VIDEO,
                              links)))
          .toList();
    }

    private static RenderReference of(
        ReferenceInfo file,
        @Nullable ReferenceRole role,
        Function<ReferenceInfo, Optional<String>> links) {
      return new RenderReference(file, links.apply(file).orElse(null), role);
    }
  }

  private static Instant since(Job job) {
    var intent = job.state() instanceof JobState.Submitting one ? one.intent() : null;
    return intent == null ? job.created() : intent;
  }
}
