package dev.reelway.job;

import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of every step. A worker runs one job's route on an exchange of its own, and when that
 * exchange has ended, however it ended, the lease of its job ends too. Callers come first: during a
 * burst of orders, each step starts its jobs one by one and with pauses, so that the burst is
 * accepted at full speed and worked on after it.
 */
public final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final JobIntake intake;
  private final JobClaims claims;
  private final JobLeases leases;
  private final JobCommits commits;
  private final PollPlanner pollPlanner;
  private final RouteStarter routes;
  private final Map<JobStep, WorkerPool> pools = new EnumMap<>(JobStep.class);
  private volatile boolean closed;

  /**
   * @param atOnce how many jobs each step may work on at once
   */
  Workers(
      JobDesk desk, PollPlanner pollPlanner, RouteStarter routes, Map<JobStep, Integer> atOnce) {
    this.intake = desk.intake();
    this.claims = desk.claims();
    this.leases = desk.leases();
    this.commits = desk.commits();
    this.pollPlanner = pollPlanner;
    this.routes = routes;
    atOnce.forEach((jobStep, size) -> pools.put(jobStep, new WorkerPool(jobStep.inRoutes(), size)));
  }

  /**
   * Claims as many due jobs for a step as it has free workers, starts each, and triggers the step
   * again if there may be more.
   *
   * @param step its name in routes: submit, recover, poll or deliver
   */
  public void start(String step) throws InterruptedException {
    var which = JobStep.valueOf(step.toUpperCase(Locale.ROOT));
    boolean some = which == JobStep.POLL ? startPolls() : startJobs(which);
    if (some) {
      commits.wake(which);
    }
  }

  private boolean startJobs(JobStep jobStep) throws InterruptedException {
    var jobs = claim(jobStep);
    jobs.forEach(
        job -> execute(jobStep, List.of(job), () -> routes.run(jobStep.route(), "job", job)));
    return !jobs.isEmpty();
  }

  private List<Job> claim(JobStep jobStep) throws InterruptedException {
    var pool = pool(jobStep);
    int free = closed ? 0 : pool.reserve(mostNow(), PATIENCE);
    if (free == 0) {
      return List.of();
    }
    List<Job> jobs = List.of();
    try {
      jobs = claims.claim(jobStep, free);
    } finally {
      pool.release(free - jobs.size());
    }
    return jobs;
  }

  /** After renders that may not be polled now, there may be others. */
  private boolean startPolls() throws InterruptedException {
    List<Job> jobs;
    List<PollBatch> batches;
    do {
      jobs = claim(JobStep.POLL);
      batches = batches(jobs);
    } while (batches.isEmpty() && !jobs.isEmpty());
    batches.forEach(pollBatch -> execute(JobStep.POLL, pollBatch.jobs(), () -> poll(pollBatch)));
    return !jobs.isEmpty();
  }

  /** Divides claimed renders into batches; one worker is reserved for each batch. */
  private List<PollBatch> batches(List<Job> jobs) {
    List<PollBatch> batches = List.of();
    try {
      batches = pollPlanner.batches(jobs);
    } finally {
      pool(JobStep.POLL).release(jobs.size() - batches.size());
    }
    return batches;
  }

  private void poll(PollBatch pollBatch) {
    if (pollBatch.hasNextPage()) {
      routes.run("poll-batch-list", "pollBatch", pollBatch);
    } else {
      pollBatch.jobs().forEach(job -> routes.run(JobStep.POLL.route(), "job", job));
    }
  }

  /**
   * Accepts an order whose caller waits: a free worker submits it at once; otherwise it is queued.
   */
  public JobSubscription accept(Order order, String licence) {
    boolean free = !closed && pool(JobStep.SUBMIT).reserveOne();
    boolean used = false;
    try {
      var jobSubscription = intake.acceptWatched(order, licence, free);
      var job = jobSubscription.first();
      used = job.state() instanceof Submitting;
      if (used) {
        execute(JobStep.SUBMIT, List.of(job), () -> routes.run("submit-accepted", "job", job));
      }
      return jobSubscription;
    } finally {
      if (free && !used) {
        pool(JobStep.SUBMIT).release(1);
      }
    }
  }

  /** Jobs that cannot be started are returned, and do not keep others from being started. */
  private void execute(JobStep jobStep, List<Job> held, Runnable work) {
    try {
      pool(jobStep).execute(() -> workAndEnd(held, work));
    } catch (RuntimeException | Error notStarted) {
      LOG.error("No worker could be started for {}", held.getFirst().id(), notStarted);
      leases.endAll(held);
    }
  }

  private void workAndEnd(List<Job> held, Runnable work) {
    try {
      work.run();
    } catch (VirtualMachineError fatal) {
      throw fatal;
    } catch (RuntimeException | Error e) {
      LOG.error("A worker of {} failed", held.getFirst().id(), e);
    } finally {
      leases.endAll(held);
    }
  }

  private int mostNow() throws InterruptedException {
    if (!intake.isBurst()) {
      return Integer.MAX_VALUE;
    }
    Thread.sleep(PAUSE);
    return 1;
  }

  /** How many workers of a step have nothing to do. */
  int free(JobStep jobStep) {
    return pool(jobStep).free();
  }

  private WorkerPool pool(JobStep jobStep) {
    return Objects.requireNonNull(pools.get(jobStep));
  }

  /** Waits until no job is being worked on; false if one still is after this time. */
  public boolean awaitIdle(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    boolean idle = true;
    for (var pool : pools.values()) {
      idle &= pool.awaitIdle(Duration.ofNanos(until - System.nanoTime()));
    }
    return idle;
  }

  /** Claims no more jobs; jobs that are being worked on are finished. */
  @Override
  public void close() {
    closed = true;
  }
}
