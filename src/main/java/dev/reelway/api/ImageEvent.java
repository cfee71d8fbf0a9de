package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.job.Job;
import dev.reelway.media.TokenUsage;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of an image stream without its bytes, with the keys that OpenAI's SDKs require
 * (openai-node 7.59.0, {@code resources/images.ts}), and the id of the job. What is not known of an
 * image is {@code auto}, as in OpenAI's.
 *
 * @param createdAt unix seconds
 * @param usage the tokens of the whole order, with its last image only, so that they can be added
 *     up; null if the upstream does not report them
 */
record ImageEvent(
    String type,
    String id,
    @JsonProperty("created_at") long createdAt,
    String size,
    String quality,
    String background,
    @JsonProperty("output_format") String outputFormat,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TokenUsage usage) {

  /**
   * The event of an image of a job that has ended.
   *
   * @param type the name of the event
   */
  static ImageEvent of(String type, Job job, boolean isLast) {
    var facts = ImageFacts.of(job);
    Instant ended = Objects.requireNonNullElse(job.ended(), job.created());
    return new ImageEvent(
        type,
        job.id(),
        ended.getEpochSecond(),
        known(facts.size()),
        known(facts.quality()),
        known(facts.background()),
        known(facts.outputFormat()),
        isLast ? facts.usage() : null);
  }

  private static String known(@Nullable String fact) {
    return Objects.requireNonNullElse(fact, "auto");
  }
}
