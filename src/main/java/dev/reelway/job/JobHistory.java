package dev.reelway.job;

import dev.reelway.wire.PlainText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a job besides its state.
 *
 * @param doneAt when its upstream first reported the render as done, or null: from then on it is
 *     paid for, is never cancelled there, and has the deadline of fetching it
 * @param lastCause why its last step failed, in a sentence for its owner, or null
 */
public record JobHistory(@Nullable Instant doneAt, @Nullable String lastCause) {

  /** No step has failed, and no render is done. */
  public static final JobHistory NONE = new JobHistory(null, null);

  private static final int LONGEST = 500;

  public JobHistory {
    lastCause = lastCause == null ? null : PlainText.of(lastCause, LONGEST);
  }

  /** A sentence, followed by the cause of the last failed step, if there is one. */
  String endOf(String sentence) {
    return lastCause == null ? sentence : sentence + " " + lastCause;
  }
}
