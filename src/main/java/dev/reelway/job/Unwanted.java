package dev.reelway.job;

import dev.reelway.job.State.Failed;
import dev.reelway.job.State.Rendering;
import dev.reelway.order.VideoOrder;
import java.util.List;

/**
 * Which renders are to be cancelled at their upstreams, as their jobs have ended without them. What
 * is rendered already stays where it is: it is paid for, and somebody may still get it there.
 */
public final class Unwanted {

  private final Ledger ledger;
  private final Planner planner;

  public Unwanted(Ledger ledger, Planner planner) {
    this.ledger = ledger;
    this.planner = planner;
  }

  /** Those of the jobs that have just ended whose render is under way and can be cancelled. */
  public List<Job> renders(List<Job> ended) {
    return ended.stream()
        .filter(this::canBeCancelled)
        .filter(job -> !ledger.wasRendered(job.id()))
        .toList();
  }

  /**
   * The job whose submit was answered when it had ended already, if a render came of that which can
   * be cancelled. What another hand has made of the job meanwhile is not touched.
   *
   * @param thrown the note that did not count, or what it led to
   */
  public List<Job> late(Throwable thrown) {
    return StaleNote.submittedIn(thrown)
        .filter(job -> job.state() instanceof Rendering && canBeCancelled(job))
        .filter(job -> hasEndedUnrendered(job.id()))
        .stream()
        .toList();
  }

  private boolean hasEndedUnrendered(String id) {
    return ledger.find(id).map(Job::state).filter(Unwanted::isUnrendered).isPresent();
  }

  private static boolean isUnrendered(State state) {
    return state instanceof Failed && state.placement() == null;
  }

  private boolean canBeCancelled(Job job) {
    var at = job.state().placement();
    return at != null
        && job.order() instanceof VideoOrder
        && !job.isNameless()
        && planner.cancels(at.target());
  }
}
