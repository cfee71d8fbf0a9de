package dev.reelway.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for what becomes of one job. The job is told in each state that it comes to,
 * beginning with the present one, and never goes back.
 */
public final class JobSubscription implements AutoCloseable {

  private final BlockingQueue<Optional<Job>> news = new LinkedBlockingQueue<>();
  private final String id;
  private final JobSubscriptions jobSubscriptions;
  private @Nullable Job first;
  private @Nullable Job last;

  JobSubscription(String id, JobSubscriptions jobSubscriptions) {
    this.id = id;
    this.jobSubscriptions = jobSubscriptions;
  }

  String id() {
    return id;
  }

  /** The job as it was when the waiting began. */
  public synchronized Job first() {
    return Objects.requireNonNull(first);
  }

  /** What was told to one watch may come again by another way, and then counts for nothing. */
  synchronized void tell(Job job) {
    if (last == null || isNews(last.state(), job.state())) {
      first = first == null ? job : first;
      last = job;
      news.add(Optional.of(job));
    }
  }

  private static boolean isNews(JobState before, JobState now) {
    return !before.isFinal()
        && (now.isFinal() || now.name() != before.name() || now.progress() > before.progress());
  }

  /** What becomes of the job next, or null where nothing does for so long. */
  public @Nullable Job next(Duration patience) throws InterruptedException {
    var next = news.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return next == null ? null : next.orElse(null);
  }

  /** Lets the waiting one go: once what was told is read, nothing comes, however long it waits. */
  public void wake() {
    news.add(Optional.empty());
  }

  /** The job's end, or null where it has not ended for so long. */
  public @Nullable Job end(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    var job = next(patience);
    while (job != null && !job.state().isFinal()) {
      job = next(Duration.ofNanos(until - System.nanoTime()));
    }
    return job;
  }

  /** Nothing is told any more. */
  @Override
  public void close() {
    jobSubscriptions.forget(this);
  }
}
