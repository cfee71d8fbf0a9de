package dev.reelway.job;

import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.order.VideoOrder;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Cancels renders at their upstreams whose jobs have ended without them, a few at a time, in the
 * background and without retries. A finished render is not cancelled: it is paid for, and can still
 * be fetched there.
 */
public final class RenderCancellation implements AutoCloseable {

  private static final int AT_ONCE = 8;
  private static final int WAITING = 10_000;

  private final JobQueries queries;
  private final TargetPlanner targetPlanner;
  private final RouteStarter routes;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(WAITING),
          Thread.ofVirtual().name("cancel-", 0).factory(),
          new DiscardPolicy());

  RenderCancellation(JobQueries queries, TargetPlanner targetPlanner, RouteStarter routes) {
    this.queries = queries;
    this.targetPlanner = targetPlanner;
    this.routes = routes;
    threads.allowCoreThreadTimeOut(true);
  }

  /** Cancels the renders of jobs that have just ended, where they are under way and can be. */
  public void cancel(List<Job> ended) {
    cancel(renders(ended).stream());
  }

  /**
   * Cancels the render of a submit that was answered when its job had ended already.
   *
   * @param thrown the failure of the commit, or an exception caused by it
   */
  public void cancelLate(Throwable thrown) {
    cancel(late(thrown).stream());
  }

  private void cancel(Stream<Job> renders) {
    renders.forEach(job -> threads.execute(() -> routes.run("cancel-render", "job", job)));
  }

  /** Those of the jobs that have just ended whose render is under way and can be cancelled. */
  List<Job> renders(List<Job> ended) {
    return ended.stream().filter(this::canBeCancelled).toList();
  }

  /** Does not change the job, which another worker may have changed meanwhile. */
  List<Job> late(Throwable thrown) {
    return LeaseLost.submittedIn(thrown)
        .filter(job -> job.state() instanceof Rendering && canBeCancelled(job))
        .filter(job -> hasEndedUnrendered(job.id()))
        .stream()
        .toList();
  }

  private boolean hasEndedUnrendered(String id) {
    return queries.findAny(id).map(Job::state).filter(RenderCancellation::isUnrendered).isPresent();
  }

  private static boolean isUnrendered(JobState state) {
    return state instanceof Failed && state.renderTask() == null;
  }

  private boolean canBeCancelled(Job job) {
    var at = job.state().renderTask();
    return at != null
        && !job.isDone()
        && job.order() instanceof VideoOrder
        && !job.isNameless()
        && targetPlanner.cancels(at.target());
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
