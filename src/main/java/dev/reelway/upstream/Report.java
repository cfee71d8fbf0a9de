package dev.reelway.upstream;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.reelway.wire.PlainText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dialect's route says of a render, in our terms; every dialect answers this, whatever its
 * upstream calls things.
 *
 * @param task what the upstream calls the render, a number by its digits; asked for in the answer
 *     to a submit
 * @param progress 0 to 100, or null where the upstream does not tell
 * @param reason the upstream's own words for a failure, as plain text and cut to a length
 * @param links where the files can be fetched, in their order; none where the upstream names no
 *     place. Routes may also write {@code link}, and a single text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Report(
    @JsonDeserialize(using = TaskName.class) @Nullable String task,
    Verdict verdict,
    @Nullable Double progress,
    @Nullable String reason,
    @JsonAlias("link")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonDeserialize(contentUsing = UpstreamLink.class)
        List<String> links) {

  @SuppressWarnings("ConstantValue")
  public Report {
    reason = reason == null ? null : PlainText.of(reason, PlainText.IN_ANSWERS);
    links = links == null ? List.of() : List.copyOf(links);
  }

  /** How a render stands. */
  public enum Verdict {
    @JsonProperty("working")
    WORKING,
    @JsonProperty("done")
    DONE,
    /** The upstream will not render this: moderation, or an order it does not take. */
    @JsonProperty("refused")
    REFUSED,
    /** The upstream tried and failed. */
    @JsonProperty("failed")
    FAILED,
    /** Nobody can tell what becomes of it: the upstream has no way to be asked. */
    @JsonProperty("lost")
    LOST
  }

  /** The same report with other links. */
  public Report at(List<String> others) {
    return new Report(task, verdict, progress, reason, others);
  }

  /** Whole per cent, never below 0, and never 100 before the film lies in its sink. */
  public int percent() {
    return progress == null ? 0 : (int) Math.clamp(progress, 0, 99);
  }

  /** The upstream's reason, or words of our own where it gave none. */
  public String reasonOr(String words) {
    return reason == null || reason.isBlank() ? words : reason;
  }
}
