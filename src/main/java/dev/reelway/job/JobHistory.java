package dev.reelway.job;

import dev.reelway.cost.Charge;
import dev.reelway.cost.JobCost;
import dev.reelway.media.ImageDetails;
import dev.reelway.quota.Reservation;
import dev.reelway.sink.Asset;
import dev.reelway.wire.PlainText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a job besides its state.
 *
 * @param doneAt when its upstream first reported the render as done, or null: from then on it is
 *     paid for, is never cancelled there, and has the deadline of fetching it
 * @param lastCause why its last step failed, in a sentence for its owner, or null
 * @param details what its upstream says of the images that it made, or null
 * @param cost what its renders have cost so far
 * @param reserved what it has reserved of the limits of its licence, or null
 * @param retryOf the id of the failed job whose order it repeats, or null
 * @param trace the context of the trace that its steps belong to, or null
 * @param unansweredBy the upstream whose answer to the submit was awaited when it was ended, or
 *     null
 * @param newer whether its order has what only a newer version knows: it is left to that
 * @param tries the targets that have not accepted its order
 * @param left of a failed job, the files that lie in their sink, as its moderation held them; they
 *     are removed there
 */
public record JobHistory(
    @Nullable Instant doneAt,
    @Nullable String lastCause,
    @Nullable ImageDetails details,
    JobCost cost,
    @Nullable Reservation reserved,
    @Nullable String retryOf,
    @Nullable String trace,
    @Nullable String unansweredBy,
    boolean newer,
    Tries tries,
    List<Asset> left) {

  /** Of the first job of an order, without a reservation. */
  public JobHistory(
      @Nullable Instant doneAt,
      @Nullable String lastCause,
      @Nullable ImageDetails details,
      JobCost cost) {
    this(doneAt, lastCause, details, cost, null, null, null, null, false, Tries.NONE, List.of());
  }

  /** No step has failed, and no render is done. */
  public static final JobHistory NONE = new JobHistory(null, null, null, JobCost.NONE);

  private static final int LONGEST = 500;

  public JobHistory {
    lastCause = lastCause == null ? null : PlainText.of(lastCause, LONGEST);
    left = List.copyOf(left);
  }

  /** The same history, with this charge. */
  JobHistory charged(Charge charge) {
    return new JobHistory(
        doneAt,
        lastCause,
        details,
        cost.with(charge),
        reserved,
        retryOf,
        trace,
        unansweredBy,
        newer,
        tries,
        left);
  }

  /** The same history, with what the job has to reserve. */
  JobHistory reserving(Reservation of) {
    return new JobHistory(
        doneAt, lastCause, details, cost, of, retryOf, trace, unansweredBy, newer, tries, left);
  }

  /** The same history, of a job that repeats the order of a failed one. */
  JobHistory retrying(String failed) {
    return new JobHistory(
        doneAt,
        lastCause,
        details,
        cost,
        reserved,
        failed,
        trace,
        unansweredBy,
        newer,
        tries,
        left);
  }

  /** The same history, of a job whose steps belong to a trace. */
  JobHistory traced(String context) {
    return new JobHistory(
        doneAt,
        lastCause,
        details,
        cost,
        reserved,
        retryOf,
        context,
        unansweredBy,
        newer,
        tries,
        left);
  }

  /** The same history of a job that a newer version has accepted. */
  JobHistory ofNewer() {
    return new JobHistory(
        doneAt,
        lastCause,
        details,
        cost,
        reserved,
        retryOf,
        trace,
        unansweredBy,
        true,
        tries,
        left);
  }

  /** The same history, with the targets that have not accepted the order. */
  JobHistory trying(Tries other) {
    return new JobHistory(
        doneAt,
        lastCause,
        details,
        cost,
        reserved,
        retryOf,
        trace,
        unansweredBy,
        newer,
        other,
        left);
  }

  /** The same history without the cause of a failed step. */
  JobHistory withoutCause() {
    return causedBy(null);
  }

  /** The render is done now. */
  JobHistory done(Instant now, @Nullable ImageDetails said) {
    return new JobHistory(
        now, null, said, cost, reserved, retryOf, trace, unansweredBy, newer, tries, left);
  }

  /** The same history, whose last step has failed for this cause. */
  JobHistory causedBy(@Nullable String cause) {
    return new JobHistory(
        doneAt, cause, details, cost, reserved, retryOf, trace, unansweredBy, newer, tries, left);
  }

  /** The same history, of a job that fails with these files in their sink. */
  JobHistory leaving(List<Asset> files) {
    return new JobHistory(
        doneAt,
        lastCause,
        details,
        cost,
        reserved,
        retryOf,
        trace,
        unansweredBy,
        newer,
        tries,
        files);
  }

  /** A sentence, followed by the cause of the last failed step, if there is one. */
  String endOf(String sentence) {
    return lastCause == null ? sentence : sentence + " " + lastCause;
  }
}
