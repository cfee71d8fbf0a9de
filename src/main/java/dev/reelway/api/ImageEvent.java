package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import dev.reelway.order.ImageOrder;
import dev.reelway.sink.Asset;
import java.time.Instant;
import java.util.Objects;

/**
 * An event of an image stream without its bytes, with the keys that OpenAI's SDKs require
 * (openai-node 7.59.0, {@code resources/images.ts}), and the id of the job. What is not known of an
 * image is {@code auto}, as in OpenAI's.
 *
 * @param createdAt unix seconds
 */
record ImageEvent(
    String type,
    String id,
    @JsonProperty("created_at") long createdAt,
    String size,
    String quality,
    String background,
    @JsonProperty("output_format") String outputFormat) {

  private static final String AUTO = "auto";

  /** The event of an image of a job that has ended. */
  static ImageEvent completed(String kind, Job job, Asset asset) {
    var order = (ImageOrder) job.order();
    Instant ended = Objects.requireNonNullElse(job.ended(), job.created());
    return new ImageEvent(
        kind + ".completed",
        job.id(),
        ended.getEpochSecond(),
        order.size(),
        option(order, "quality"),
        option(order, "background"),
        format(asset));
  }

  private static String option(ImageOrder order, String name) {
    return Objects.requireNonNullElse(order.options().get(name), AUTO).toString();
  }

  /** The format of an image, by its media type. */
  static String format(Asset asset) {
    return asset.type().replaceFirst("^image/", "");
  }
}
