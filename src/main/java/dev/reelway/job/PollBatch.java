package dev.reelway.job;

import dev.reelway.upstream.RenderTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders that are asked after together, by the list that their upstream keeps, or one by one where
 * they are few.
 *
 * @param jobs those that no page has told of yet, all at one upstream under one credential
 * @param after where the next page begins, or null for the first one
 * @param goesOn whether another page is worth asking for
 * @param deep whether it is for all of them; else for the youngest alone, of whom pages are full
 */
public record PollBatch(List<Job> jobs, @Nullable String after, boolean goesOn, boolean deep) {

  /** A page that tells of fewer costs more than asking after each of them. */
  static final int WORTH_A_PAGE = 3;

  /** A page that tells of fewer is left to the next deep round. */
  private static final int FULL = 50;

  public PollBatch {
    jobs = List.copyOf(jobs);
  }

  static PollBatch of(List<Job> jobs, boolean deep) {
    return new PollBatch(jobs, null, jobs.size() >= WORTH_A_PAGE, deep);
  }

  /** Any of them; all are at the same place. */
  public Job first() {
    return jobs.getFirst();
  }

  RenderTask at() {
    return first().rendering().at();
  }

  /** What is left of the round after a page that told of all but these. */
  PollBatch left(List<Job> others, @Nullable String next) {
    int told = jobs.size() - others.size();
    boolean worth = told >= (deep ? WORTH_A_PAGE : FULL);
    boolean more = others.size() >= WORTH_A_PAGE && next != null;
    return new PollBatch(others, next, worth && more, deep);
  }
}
