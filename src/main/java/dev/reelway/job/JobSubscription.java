package dev.reelway.job;

import static dev.reelway.order.OrderParameter.PARTIAL_IMAGES;

import dev.reelway.upstream.PartialImage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to the changes of one job. It receives the job in its present state and then in
 * each later one, never in an earlier one.
 */
public final class JobSubscription implements AutoCloseable {

  private static final int MOST_PARTIALS = 4;

  private final BlockingQueue<Optional<Job>> news = new LinkedBlockingQueue<>();
  private final String id;
  private final JobSubscriptions jobSubscriptions;
  private @Nullable Job first;
  private @Nullable Job last;
  private final Deque<PartialImage> partials = new ArrayDeque<>();
  private boolean takesPartials;

  JobSubscription(String id, JobSubscriptions jobSubscriptions) {
    this.id = id;
    this.jobSubscriptions = jobSubscriptions;
  }

  String id() {
    return id;
  }

  /** The job as it was when the subscription began. */
  public synchronized Job first() {
    return Objects.requireNonNull(first);
  }

  /** Adds a change; a change that arrives a second time, or late, is ignored. */
  synchronized void publish(Job job) {
    if (last == null || isNews(last.state(), job.state())) {
      if (first == null) {
        first = job;
        takesPartials = job.order().options().containsKey(PARTIAL_IMAGES.canonical());
      }
      last = job;
      news.add(Optional.of(job));
    }
  }

  private static boolean isNews(JobState before, JobState now) {
    return !before.isFinal() && (now.isFinal() || isNews(before, now.name(), now.progress()));
  }

  private static boolean isNews(JobState before, JobState.Name name, int progress) {
    return name != before.name() || progress > before.progress();
  }

  /** Whether the job may change still, as far as is known here. */
  synchronized boolean isOpen() {
    return last == null || !last.state().isFinal();
  }

  /** Whether a job that is in this state in the ledger has changed. */
  synchronized boolean isBehind(JobState.Name name, int progress) {
    return last == null || !last.state().isFinal() && isNews(last.state(), name, progress);
  }

  /** Adds an unfinished image, if they were ordered; a slow subscriber misses older ones. */
  synchronized void publish(PartialImage partial) {
    if (takesPartials && partials.size() == MOST_PARTIALS) {
      partials.removeFirst();
      partials.add(partial);
    } else if (takesPartials) {
      partials.add(partial);
      wake();
    }
  }

  /** The next unfinished image, or null if there is none; {@link #next} ends when one comes. */
  public synchronized @Nullable PartialImage partial() {
    return partials.poll();
  }

  /** The next change of the job, or null if there is none within this time. */
  public @Nullable Job next(Duration patience) throws InterruptedException {
    var next = news.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return next == null ? null : next.orElse(null);
  }

  /** Ends the wait: after the changes received so far, {@link #next} returns null. */
  public void wake() {
    news.add(Optional.empty());
  }

  /** The job's end, or null if it does not end within this time. */
  public @Nullable Job end(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    var job = next(patience);
    while (job != null && !job.state().isFinal()) {
      job = next(Duration.ofNanos(until - System.nanoTime()));
    }
    return job;
  }

  /** Ends the subscription. */
  @Override
  public void close() {
    jobSubscriptions.forget(this);
  }
}
