package dev.reelway.job;

import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Target;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels renders at their upstreams whose jobs have ended without them, a few at a time at each
 * upstream, in the background and without retries. A finished render is not cancelled: it is paid
 * for, and can still be fetched there.
 */
public final class RenderCancellation implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  /** At one upstream: one that does not answer delays none at the others. */
  static final int AT_ONCE = 8;

  static final int WAITING = 10_000;

  private final JobQueries queries;
  private final TargetPlanner targetPlanner;
  private final RouteStarter routes;
  private final Map<String, ExecutorService> threads = new ConcurrentHashMap<>();

  RenderCancellation(JobQueries queries, TargetPlanner targetPlanner, RouteStarter routes) {
    this.queries = queries;
    this.targetPlanner = targetPlanner;
    this.routes = routes;
  }

  private static ExecutorService threads() {
    var threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofVirtual().name("cancel-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Cancels the renders of jobs that have just ended, where they are under way and can be. */
  public void cancel(List<Job> ended) {
    cancelAll(renders(ended));
  }

  /**
   * Cancels the render of a submit that was answered when its job had ended already.
   *
   * @param thrown the failure of the commit, or an exception caused by it
   */
  public void cancelLate(Throwable thrown) {
    cancelAll(late(thrown));
  }

  private void cancelAll(List<Job> renders) {
    renders.stream()
        .collect(Collectors.groupingBy(RenderCancellation::upstream))
        .forEach(this::cancelAt);
  }

  private static String upstream(Job render) {
    return target(render).upstream();
  }

  private static Target target(Job render) {
    return Objects.requireNonNull(JobRow.target(render.state()));
  }

  private void cancelAt(String upstream, List<Job> renders) {
    var there = threads.computeIfAbsent(upstream, first -> threads());
    long left = renders.stream().filter(job -> !isBegun(there, job)).count();
    if (left > 0) {
      LOG.warn(
          "{} render(s) whose jobs have ended are not cancelled at {}, as too many wait for that"
              + " already, or as this process ends",
          left,
          upstream);
    }
  }

  private boolean isBegun(ExecutorService there, Job job) {
    try {
      there.execute(() -> cancel(job));
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  private void cancel(Job job) {
    try (var logged = LoggedJob.of(job)) {
      routes.run("cancel-render", "job", job);
    }
  }

  /** Those of the jobs that have just ended whose render is under way and can be cancelled. */
  List<Job> renders(List<Job> ended) {
    return cancellable(ended.stream().filter(RenderCancellation::isUnderWay));
  }

  /** Does not change the job, which another worker may have changed meanwhile. */
  List<Job> late(Throwable thrown) {
    return cancellable(
        LeaseLost.submittedIn(thrown).stream()
            .filter(job -> job.state() instanceof Rendering && isUnderWay(job))
            .filter(job -> hasEndedUnrendered(job.id())));
  }

  private boolean hasEndedUnrendered(String id) {
    return queries.findAny(id).map(Job::state).filter(RenderCancellation::isUnrendered).isPresent();
  }

  private static boolean isUnrendered(JobState state) {
    return state instanceof Failed && state.renderTask() == null;
  }

  private static boolean isUnderWay(Job job) {
    return job.state().renderTask() != null
        && !job.isDone()
        && job.order() instanceof VideoOrder
        && !job.isNameless();
  }

  /** Logs those that go on, as their upstreams are not known here. */
  private List<Job> cancellable(Stream<Job> underWay) {
    var renders = underWay.toList();
    renders.stream()
        .filter(job -> !targetPlanner.knowsUpstream(job))
        .forEach(RenderCancellation::logUnknown);
    return renders.stream().filter(job -> targetPlanner.cancels(target(job))).toList();
  }

  private static void logUnknown(Job job) {
    try (var logged = LoggedJob.of(job)) {
      LOG.warn(
          "{} is not cancelled at {}: that upstream, or the key for it, is not configured here",
          job.id(),
          upstream(job));
    }
  }

  @Override
  public void close() {
    threads.values().forEach(ExecutorService::shutdown);
  }
}
