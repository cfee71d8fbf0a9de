package dev.reelway.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs an operator asks for, of all licences. What is null does not matter.
 *
 * @param licence whose jobs
 * @param upstream where they are, or were last
 * @param model the model as ordered, suffixes included
 * @param createdAfter when they were accepted at the earliest
 * @param after the id of the last job of the page before, or null for the first page
 * @param limit the most jobs
 */
public record JobListQuery(
    Selection selection,
    @Nullable String licence,
    @Nullable String upstream,
    @Nullable String model,
    @Nullable Instant createdAfter,
    @Nullable String after,
    int limit) {

  /** The state that jobs are asked for by. All but failed ones are open. */
  public enum Selection {
    OPEN,
    QUEUED,
    SUBMITTING,
    RENDERING,
    RENDERED,
    FAILED
  }
}
