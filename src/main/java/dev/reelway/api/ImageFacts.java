package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.media.ImageDetails;
import dev.reelway.media.TokenUsage;
import dev.reelway.order.ImageOrder;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How delivered images were made, with the keys of OpenAI's {@code ImagesResponse}: as the upstream
 * says, or else as they were ordered; null where neither says it, and before they are delivered.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImageFacts(
    @Nullable String background,
    @JsonProperty("output_format") @Nullable String outputFormat,
    @Nullable String quality,
    @Nullable String size,
    @Nullable TokenUsage usage) {

  private static final ImageFacts NONE = new ImageFacts(null, null, null, null, null);

  static ImageFacts of(Job job) {
    if (!(job.state() instanceof Delivered delivered)) {
      return NONE;
    }
    var said = Objects.requireNonNullElse(job.history().details(), ImageDetails.NONE);
    var options = job.made().options();
    return new ImageFacts(
        or(said.background(), ImageDetails.background(options.get("background"))),
        delivered.first().type().replaceFirst("^image/", ""),
        or(said.quality(), ImageDetails.quality(options.get("quality"))),
        or(said.size(), ((ImageOrder) job.made()).size()),
        said.usage());
  }

  private static @Nullable String or(@Nullable String said, @Nullable String ordered) {
    return Optional.ofNullable(said).orElse(ordered);
  }
}
