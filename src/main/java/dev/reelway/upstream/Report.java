package dev.reelway.upstream;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.reelway.cost.ReportedCost;
import dev.reelway.media.ImageDetails;
import dev.reelway.wire.PlainText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dialect's report about a render. Every dialect translates its upstream's response into this. A
 * progress, reason or link in a form that cannot be read never hides the verdict and the task.
 *
 * @param task the upstream's name for the render, a number as its digits; required in the answer to
 *     a submit
 * @param verdict required
 * @param progress 0 to 100, or null if the upstream does not report it
 * @param reason the upstream's reason for a failure, as plain text of at most {@link
 *     PlainText#IN_ANSWERS} characters
 * @param links the links to the files, in order, without blank ones; empty if the upstream sends
 *     none. Routes may also write {@code link}, and a single string
 * @param details what the upstream says of the images that it made, or null
 * @param cost what the upstream says that the render costs, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Report(
    @JsonDeserialize(using = TaskName.class) @Nullable String task,
    Verdict verdict,
    @JsonDeserialize(using = ReportProgress.class) @Nullable Double progress,
    @JsonDeserialize(using = ReportText.class) @Nullable String reason,
    @JsonAlias("link")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonDeserialize(contentUsing = UpstreamLink.class)
        List<String> links,
    @Nullable ImageDetails details,
    @Nullable ReportedCost cost) {

  /** The verdicts as dialects write them, for error messages. */
  public static final String VERDICTS = "working, done, refused, failed, lost, busy or unavailable";

  @JsonCreator
  @SuppressWarnings("ConstantValue")
  public Report {
    if (verdict == null) {
      throw new IllegalArgumentException(
          "The report has no verdict; it must be %s.".formatted(VERDICTS));
    }
    reason = reason == null ? null : PlainText.of(reason, PlainText.IN_ANSWERS);
    links = links == null ? List.of() : links.stream().filter(Report::isLink).toList();
    details = details == null ? null : details.orNull();
    cost = cost == null ? null : cost.orNull();
  }

  private static boolean isLink(@Nullable String link) {
    return link != null && !link.isBlank();
  }

  /** A report without details and cost. */
  public Report(
      @Nullable String task,
      Verdict verdict,
      @Nullable Double progress,
      @Nullable String reason,
      List<String> links) {
    this(task, verdict, progress, reason, links, null, null);
  }

  /** The state of a render. */
  public enum Verdict {
    @JsonProperty("working")
    WORKING,
    @JsonProperty("done")
    DONE,
    /** The upstream has accepted nothing, as too many orders are open or have come too fast. */
    @JsonProperty("busy")
    BUSY,
    /**
     * The upstream has accepted nothing for another reason than the order: a wrong key, an account
     * without money, or an outage.
     */
    @JsonProperty("unavailable")
    UNAVAILABLE,
    /** The upstream will not render this: moderation, or an order that it does not accept. */
    @JsonProperty("refused")
    REFUSED,
    /** The upstream tried and failed. */
    @JsonProperty("failed")
    FAILED,
    /** The result cannot be found out, because the upstream cannot be polled. */
    @JsonProperty("lost")
    LOST
  }

  /** The same report with other links. */
  public Report withLinks(List<String> others) {
    return new Report(task, verdict, progress, reason, others, details, cost);
  }

  /** Progress in whole percent, 0 to 99: 100 means that the file is in its sink. */
  public int percent() {
    return progress == null ? 0 : (int) Math.clamp(progress, 0, 99);
  }

  /** The upstream's reason, or this text if it gave none. */
  public String reasonOr(String otherwise) {
    return reason == null || reason.isBlank() ? otherwise : reason;
  }
}
