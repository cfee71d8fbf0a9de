package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a batch by line, read from the ledger page by page. Lines must be asked for in
 * ascending order; those of further models of a line, see {@link OrderEntry}, have an order of
 * their own.
 */
final class JobsByLine {

  private static final int PAGE_SIZE = 500;

  private final String batch;
  private final JobQueries queries;
  private final Map<Integer, Pages> byModel = new HashMap<>();

  JobsByLine(String batch, JobQueries queries) {
    this.batch = batch;
    this.queries = queries;
  }

  /** The job of a line, or null if it has none; each line must be greater than the one before. */
  @Nullable Job at(int line) {
    int model = line / OrderEntry.MOST_LINES;
    return byModel.computeIfAbsent(model, first -> new Pages(line - 1)).at(line);
  }

  /** The pages of ascending lines. */
  private final class Pages {

    private final Deque<Job> jobs = new ArrayDeque<>();
    private int last;

    /**
     * @param last the line behind which they begin
     */
    Pages(int last) {
      this.last = last;
    }

    @Nullable Job at(int line) {
      while (jobs.isEmpty() || line(jobs.getFirst()) < line) {
        jobs.poll();
        if (jobs.isEmpty() && !more()) {
          return null;
        }
      }
      return line(jobs.getFirst()) == line ? jobs.poll() : null;
    }

    private boolean more() {
      var next = queries.ofBatch(batch, last, PAGE_SIZE);
      jobs.addAll(next);
      last = next.isEmpty() ? Integer.MAX_VALUE : line(next.getLast());
      return !next.isEmpty();
    }
  }

  private static int line(Job job) {
    return Objects.requireNonNull(job.batch()).line();
  }
}
