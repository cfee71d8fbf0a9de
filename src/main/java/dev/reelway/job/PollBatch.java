package dev.reelway.job;

import dev.reelway.upstream.RenderTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renders that are polled together, by the list of their upstream, or one by one if they are few.
 *
 * @param jobs the renders that no page has reported on yet, all at one upstream under one
 *     credential
 * @param after the cursor of the next page, or null for the first page
 * @param hasNextPage whether another page is worth a request
 * @param deep whether all pages are read; otherwise only pages that are full of our newest renders
 */
public record PollBatch(List<Job> jobs, @Nullable String after, boolean hasNextPage, boolean deep) {

  /** A page that reports on fewer renders costs more than one poll for each of them. */
  static final int WORTH_A_PAGE = 3;

  /** A page that reports on fewer renders is left to the next deep batch. */
  private static final int FULL = 50;

  public PollBatch {
    jobs = List.copyOf(jobs);
  }

  static PollBatch of(List<Job> jobs, boolean deep) {
    return new PollBatch(jobs, null, jobs.size() >= WORTH_A_PAGE, deep);
  }

  /** One of them; all are at the same upstream under the same credential. */
  public Job first() {
    return jobs.getFirst();
  }

  RenderTask at() {
    return first().rendering().at();
  }

  /** Polls by the first page, however few of the renders were claimed before it is read. */
  PollBatch byPage() {
    return new PollBatch(jobs, after, true, deep);
  }

  /**
   * The rest of the batch after a page that reported on all renders but these.
   *
   * @param reported on how many renders the page reported, those included that were claimed then
   */
  PollBatch left(int reported, List<Job> others, @Nullable String next) {
    boolean worth = reported >= (deep ? WORTH_A_PAGE : FULL);
    boolean more = others.size() >= WORTH_A_PAGE && next != null;
    return new PollBatch(others, next, worth && more, deep);
  }
}
