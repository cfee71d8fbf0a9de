package dev.reelway.intake;

import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The jobs of a file's lines, read from the ledger some at a time while the lines go by. */
final class LineJobs {

  private static final int JOBS_AT_ONCE = 500;

  private final String batch;
  private final JobQueries queries;
  private final Deque<Job> jobs = new ArrayDeque<>();
  private int last;

  LineJobs(String batch, JobQueries queries) {
    this.batch = batch;
    this.queries = queries;
  }

  /** The job of a line, if it is one; lines and jobs go up together. */
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
    var next = queries.ofBatch(batch, last, JOBS_AT_ONCE);
    jobs.addAll(next);
    last = next.isEmpty() ? Integer.MAX_VALUE : line(next.getLast());
    return !next.isEmpty();
  }

  private static int line(Job job) {
    return Objects.requireNonNull(job.batch()).line();
  }
}
