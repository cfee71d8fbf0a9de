package dev.reelway.job;

import dev.reelway.wire.Causes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A worker reported on a job whose lease it has lost: the lease ran out, or the job was cancelled
 * or expired meanwhile. The report is discarded.
 */
public final class LeaseLost extends RuntimeException {

  private final transient @Nullable Job submitted;

  LeaseLost(String id) {
    this(id, null);
  }

  private LeaseLost(String id, @Nullable Job submitted) {
    super(id + ": lease lost; result discarded", null, false, false);
    this.submitted = submitted;
  }

  /**
   * The upstream's answer to a submit came too late.
   *
   * @param submitted the job as the answer would have changed it
   */
  static LeaseLost ofSubmit(Job submitted) {
    return new LeaseLost(submitted.id(), submitted);
  }

  /** The job as a late answer to a submit would have changed it, if that is what was thrown. */
  static Optional<Job> submittedIn(Throwable thrown) {
    return Causes.first(thrown, LeaseLost.class).map(lost -> lost.submitted);
  }
}
