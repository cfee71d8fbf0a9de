package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import dev.reelway.media.ImageDetails;
import dev.reelway.order.ImageOrder;
import dev.reelway.upstream.PartialImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The event of an unfinished image of an image stream, with the keys that OpenAI's SDKs require
 * (openai-node 7.59.0, {@code resources/images.ts}), and the id of the job. What the upstream does
 * not say of it is as it was ordered.
 *
 * @param createdAt unix seconds: when the job was created
 */
record PartialImageEvent(
    String type,
    String id,
    @JsonProperty("created_at") long createdAt,
    String size,
    String quality,
    String background,
    @JsonProperty("output_format") String outputFormat,
    @JsonProperty("partial_image_index") int partialImageIndex,
    @JsonProperty("b64_json") String base64) {

  static PartialImageEvent of(String type, Job job, PartialImage partial) {
    var order = (ImageOrder) job.order();
    var options = order.options();
    var said = partial.details();
    return new PartialImageEvent(
        type,
        job.id(),
        job.created().getEpochSecond(),
        or(said.size(), order.size()),
        or(said.quality(), ImageDetails.quality(options.get("quality"))),
        or(said.background(), ImageDetails.background(options.get("background"))),
        or(partial.format(), order.outputFormat()),
        partial.number(),
        partial.base64());
  }

  private static String or(@Nullable String said, @Nullable String ordered) {
    return said == null ? Objects.requireNonNullElse(ordered, "auto") : said;
  }
}
