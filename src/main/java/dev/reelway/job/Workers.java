package dev.reelway.job;

import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of every step. A worker runs one job's route on an exchange of its own, and when that
 * exchange has ended, however it ended, the lease of its job ends too. Callers come first: while
 * they ask for much, each step starts its jobs one by one and with pauses, so that a burst of
 * orders is accepted at full speed and worked on after it, and a backlog slows nobody down. Where
 * that lasts, ever more are started at once.
 */
public final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration PAUSE = Duration.ofMillis(30);

  /** Of many workers that are busy with short steps, several become free in this time. */
  private static final Duration TOGETHER = Duration.ofMillis(10);

  private final JobIntake intake;
  private final JobClaims claims;
  private final JobLeases leases;
  private final JobCommits commits;
  private final JobObserver observer;
  private final CapacityPlanner capacityPlanner;
  private final PollPlanner pollPlanner;
  private final RouteStarter routes;
  private final Duration usualWait;
  private final WaitingCalls waitingCalls;
  private final boolean submitsAtOnce;
  private final WorkerPools pools;
  private volatile boolean closed;

  /**
   * @param atOnce how many jobs at one place each step may work on at once
   * @param upstreams how many upstreams there are
   * @param waitingCalls how long callers wait
   * @param submitsAtOnce whether a free worker submits an order with its acceptance
   */
  Workers(
      JobDesk desk,
      PollPlanner pollPlanner,
      RouteStarter routes,
      Map<JobStep, Integer> atOnce,
      int upstreams,
      WaitingCalls waitingCalls,
      boolean submitsAtOnce) {
    this.submitsAtOnce = submitsAtOnce;
    this.intake = desk.intake();
    this.claims = desk.claims();
    this.leases = desk.leases();
    this.commits = desk.commits();
    this.observer = desk.observer();
    this.capacityPlanner = desk.terms().capacityPlanner();
    this.pollPlanner = pollPlanner;
    this.routes = routes;
    this.usualWait = desk.terms().settings().longestWait();
    this.waitingCalls = waitingCalls;
    this.pools = new WorkerPools(atOnce, upstreams, commits::wake);
  }

  /**
   * Claims as many due jobs for a step as it has free workers, starts each, and triggers the step
   * again if there may be more.
   *
   * @param step its name in routes: submit, recover, poll or deliver
   */
  public void start(String step) throws InterruptedException {
    var which = JobStep.valueOf(step.toUpperCase(Locale.ROOT));
    boolean some = which == JobStep.SUBMIT ? startSubmits() : startAtEachPlace(which);
    if (some) {
      commits.wake(which);
    }
  }

  private boolean startSubmits() throws InterruptedException {
    var pool = pools.submitters();
    var jobs = claim(pool, claims::claimSubmits);
    jobs.forEach(
        job -> execute(JobStep.SUBMIT, pool, List.of(job), () -> submit("submit-job", job)));
    return !jobs.isEmpty();
  }

  private void submit(String route, Job job) {
    try {
      run(route, job);
    } finally {
      capacityPlanner.submitEnded(job.id());
      commits.wakeWaiting();
    }
  }

  private void run(String route, Job job) {
    try (var logged = LoggedJob.of(job)) {
      routes.run(route, "job", job);
    }
  }

  private boolean startAtEachPlace(JobStep jobStep) throws InterruptedException {
    boolean some = false;
    RuntimeException failure = null;
    for (var at : placesNow(jobStep)) {
      try {
        some |= jobStep == JobStep.POLL ? startPolls(at) : startJobs(jobStep, at);
      } catch (RuntimeException e) { // The jobs at the other places are started all the same.
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return some;
  }

  /** Where all workers are busy at each place that has jobs, one claim is for several of them. */
  private List<JobsAtPlace> placesNow(JobStep jobStep) throws InterruptedException {
    var places = closed ? List.<JobsAtPlace>of() : claims.places(jobStep);
    boolean busy =
        !places.isEmpty() && places.stream().allMatch(at -> pools.of(jobStep, at.place()).isBusy());
    if (busy) {
      Thread.sleep(TOGETHER);
    }
    return places;
  }

  private boolean startJobs(JobStep jobStep, JobsAtPlace at) throws InterruptedException {
    var pool = pools.of(jobStep, at.place());
    var jobs = claim(pool, most -> claims.claim(jobStep, at, most));
    jobs.forEach(job -> execute(jobStep, pool, List.of(job), () -> run(jobStep.route(), job)));
    return !jobs.isEmpty();
  }

  private List<Job> claim(WorkerPool pool, IntFunction<List<Job>> claiming)
      throws InterruptedException {
    int free = closed ? 0 : pool.reserve(mostNow());
    if (free == 0) {
      return List.of();
    }
    List<Job> jobs = List.of();
    try {
      jobs = claiming.apply(free);
    } finally {
      pool.claimed(free - jobs.size());
    }
    return jobs;
  }

  /** After renders that may not be polled now, there may be others. */
  private boolean startPolls(JobsAtPlace at) throws InterruptedException {
    var pool = pools.of(JobStep.POLL, at.place());
    List<Job> jobs;
    List<PollBatch> batches;
    do {
      jobs = claim(pool, most -> claims.claim(JobStep.POLL, at, most));
      batches = batches(pool, jobs);
    } while (batches.isEmpty() && !jobs.isEmpty());
    batches.forEach(
        pollBatch -> execute(JobStep.POLL, pool, pollBatch.jobs(), () -> poll(pollBatch)));
    return !jobs.isEmpty();
  }

  /** Divides claimed renders into batches; one worker is reserved for each batch. */
  private List<PollBatch> batches(WorkerPool pool, List<Job> jobs) {
    List<PollBatch> batches = List.of();
    try {
      batches = pollPlanner.batches(jobs);
    } finally {
      pool.release(jobs.size() - batches.size());
    }
    return batches;
  }

  private void poll(PollBatch pollBatch) {
    var upstream = pollBatch.at().target().upstream();
    if (pollBatch.hasNextPage()) {
      observer.polled(upstream, pollBatch.jobs().size());
      routes.run("poll-batch-list", "pollBatch", pollBatch);
    } else {
      for (var job : pollBatch.jobs()) {
        observer.polled(upstream, 1);
        run(JobStep.POLL.route(), job);
      }
    }
  }

  /**
   * Accepts an order whose caller may wait: a free worker submits it at once; otherwise it is
   * queued.
   *
   * @param key what the caller's request is recognised by, or null
   * @param respondAsync whether the caller does not wait for the images of the order; null for any
   *     other order
   */
  public JobSubscription accept(
      Order order, String licence, @Nullable RequestKey key, @Nullable Boolean respondAsync) {
    var submitters = pools.submitters();
    boolean free = submitsAtOnce && !closed && submitters.reserveOne();
    boolean used = false;
    try {
      var longestWait = longestWait(order, Boolean.TRUE.equals(respondAsync));
      var jobSubscription = intake.acceptWatched(order, licence, key, free, longestWait);
      var job = jobSubscription.first();
      used = job.state() instanceof Submitting;
      if (used) {
        execute(JobStep.SUBMIT, submitters, List.of(job), () -> submit("submit-accepted", job));
      }
      return jobSubscription;
    } finally {
      if (free && !used) {
        submitters.release(1);
      }
    }
  }

  /**
   * Nobody waits for an image any more once the call that waited for it has ended; others, and
   * videos, are looked up later.
   */
  private Duration longestWait(Order order, boolean isLookedUpLater) {
    return order instanceof ImageOrder && !isLookedUpLater ? waitingCalls.longest() : usualWait;
  }

  /** Jobs that cannot be started are returned, and do not keep others from being started. */
  private void execute(JobStep jobStep, WorkerPool pool, List<Job> held, Runnable work) {
    try {
      pool.execute(() -> workAndEnd(jobStep, held, work));
    } catch (RuntimeException | Error notStarted) {
      logNotStarted(held.getFirst(), notStarted);
      held.forEach(job -> capacityPlanner.submitEnded(job.id()));
      leases.endAll(held);
    }
  }

  private void workAndEnd(JobStep jobStep, List<Job> held, Runnable work) {
    long start = System.nanoTime();
    try {
      work.run();
    } catch (VirtualMachineError fatal) {
      throw fatal;
    } catch (RuntimeException | Error e) {
      logFailure(held.getFirst(), e);
    } finally {
      leases.endAll(held);
      observer.worked(jobStep, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private static void logNotStarted(Job first, Throwable thrown) {
    try (var logged = LoggedJob.of(first)) {
      LOG.error("No worker could be started for {}", first.id(), thrown);
    }
  }

  private static void logFailure(Job first, Throwable thrown) {
    try (var logged = LoggedJob.of(first)) {
      LOG.error(
          "A worker of {} failed: {}",
          first.id(),
          thrown.toString(),
          DatabaseUnavailable.isIn(thrown) ? null : thrown);
    }
  }

  private int mostNow() throws InterruptedException {
    var callerLoad = intake.callerLoad();
    if (!callerLoad.isHigh()) {
      return Integer.MAX_VALUE;
    }
    Thread.sleep(PAUSE);
    return callerLoad.jobsAtOnce();
  }

  /** How many workers of a step have nothing to do, among those for jobs at this upstream. */
  int free(JobStep jobStep, String upstream) {
    return pools.of(jobStep, JobPlace.at(upstream)).free();
  }

  /** Waits until no job is being worked on; false if one still is after this time. */
  public boolean awaitIdle(Duration patience) throws InterruptedException {
    return pools.awaitIdle(patience);
  }

  /** Claims no more jobs; jobs that are being worked on are finished. */
  @Override
  public void close() {
    closed = true;
  }
}
