package dev.reelway.job;

import dev.reelway.job.State.Submitting;
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
 * exchange has ended, however it ended, the lease of its job ends too. Callers come first: while
 * orders pour in, each step takes its jobs one by one and with pauses, so that a burst is taken in
 * at full speed and worked off after it.
 */
public final class Workers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final JobIntake intake;
  private final JobClaims claims;
  private final JobLeases leases;
  private final JobCommits commits;
  private final Polls polls;
  private final RouteStarter routes;
  private final Map<Step, WorkerPool> pools = new EnumMap<>(Step.class);
  private volatile boolean closed;

  /**
   * @param atOnce how many jobs each step may work on at once
   */
  Workers(JobDesk desk, Polls polls, RouteStarter routes, Map<Step, Integer> atOnce) {
    this.intake = desk.intake();
    this.claims = desk.claims();
    this.leases = desk.leases();
    this.commits = desk.commits();
    this.polls = polls;
    this.routes = routes;
    atOnce.forEach((step, size) -> pools.put(step, new WorkerPool(step.inRoutes(), size)));
  }

  /**
   * Claims as many due jobs for a step as it has free workers, starts each, and has the step looked
   * at again where there may be more.
   *
   * @param step as routes spell it: submit, recover, poll or deliver
   */
  public void start(String step) throws InterruptedException {
    var which = Step.valueOf(step.toUpperCase(Locale.ROOT));
    boolean some = which == Step.POLL ? startPolls() : startJobs(which);
    if (some) {
      commits.wake(which);
    }
  }

  private boolean startJobs(Step step) throws InterruptedException {
    var jobs = claim(step);
    jobs.forEach(job -> execute(step, List.of(job), () -> routes.run(step.route(), "job", job)));
    return !jobs.isEmpty();
  }

  private List<Job> claim(Step step) throws InterruptedException {
    var pool = pool(step);
    int free = closed ? 0 : pool.reserve(mostNow(), PATIENCE);
    if (free == 0) {
      return List.of();
    }
    List<Job> jobs = List.of();
    try {
      jobs = claims.claim(step, free);
    } finally {
      pool.release(free - jobs.size());
    }
    return jobs;
  }

  /** Behind renders that may not be asked after now, there may be others. */
  private boolean startPolls() throws InterruptedException {
    List<Job> jobs;
    List<Round> rounds;
    do {
      jobs = claim(Step.POLL);
      rounds = rounds(jobs);
    } while (rounds.isEmpty() && !jobs.isEmpty());
    rounds.forEach(round -> execute(Step.POLL, round.jobs(), () -> poll(round)));
    return !jobs.isEmpty();
  }

  /** Claimed renders, in rounds; a worker is kept for each round. */
  private List<Round> rounds(List<Job> jobs) {
    List<Round> rounds = List.of();
    try {
      rounds = polls.rounds(jobs);
    } finally {
      pool(Step.POLL).release(jobs.size() - rounds.size());
    }
    return rounds;
  }

  private void poll(Round round) {
    if (round.goesOn()) {
      routes.run("round-list", "round", round);
    } else {
      round.jobs().forEach(job -> routes.run(Step.POLL.route(), "job", job));
    }
  }

  /** Takes an order in whose caller waits: a free worker submits it at once, else it is queued. */
  public Watch accept(Order order, String licence) {
    boolean free = !closed && pool(Step.SUBMIT).reserveOne();
    boolean used = false;
    try {
      var watch = intake.acceptWatched(order, licence, free);
      var job = watch.first();
      used = job.state() instanceof Submitting;
      if (used) {
        execute(Step.SUBMIT, List.of(job), () -> routes.run("submit-accepted", "job", job));
      }
      return watch;
    } finally {
      if (free && !used) {
        pool(Step.SUBMIT).release(1);
      }
    }
  }

  /** What cannot be started is handed back, and keeps nothing behind it from being started. */
  private void execute(Step step, List<Job> held, Runnable work) {
    try {
      pool(step).execute(() -> workAndEnd(held, work));
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
  int free(Step step) {
    return pool(step).free();
  }

  private WorkerPool pool(Step step) {
    return Objects.requireNonNull(pools.get(step));
  }

  /** Waits until nothing is under way any more; false where something is for so long. */
  public boolean awaitIdle(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    boolean idle = true;
    for (var pool : pools.values()) {
      idle &= pool.awaitIdle(Duration.ofNanos(until - System.nanoTime()));
    }
    return idle;
  }

  /** Claims nothing more; what is under way is finished. */
  @Override
  public void close() {
    closed = true;
  }
}
