package dev.reelway.job;

import dev.reelway.job.JobState.Failed;
import dev.reelway.sink.AssetLocation;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Requests the removal of files that belong to no job any more, in the transaction that makes it
 * so: a job that fails may have left some in its sink.
 */
final class JobRemovals implements JobEndListener {

  private final Removals removals;
  private final Function<Job, AssetLocation> sidecars;
  private final Runnable trigger;
  private final Clock clock;
  private final AtomicBoolean written = new AtomicBoolean();

  /**
   * @param sidecars where a job's sidecar is, or would be; all its files are beside it
   * @param trigger makes the removal route look for due removals
   */
  JobRemovals(
      Removals removals, Function<Job, AssetLocation> sidecars, Runnable trigger, Clock clock) {
    this.removals = removals;
    this.sidecars = sidecars;
    this.trigger = trigger;
    this.clock = clock;
  }

  @Override
  public void ended(JdbcClient db, Job job) {
    // A job that no upstream has accepted has no files.
    if (job.state() instanceof Failed failed && failed.at() != null) {
      discarded(db, job);
    }
  }

  @Override
  public void discarded(JdbcClient db, Job job) {
    removals.add(db, sidecars.apply(job), clock.instant());
    written.set(true);
  }

  @Override
  public void committed() {
    if (written.getAndSet(false)) {
      trigger.run();
    }
  }
}
