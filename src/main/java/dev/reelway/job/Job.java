package dev.reelway.job;

import dev.reelway.cost.Charge;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.quota.Reservation;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One order and its state. A job never changes: each transition returns the next job.
 *
 * <p>Longer than 300 lines because every transition of a job is on its record.
 *
 * @param id its public name, see {@link JobId}
 * @param licence whose job it is
 * @param batch the line of a dropped file that it came from, if it did
 * @param sent the order as it was sent to its upstream, or null if it was sent unchanged
 * @param attempts how often the present step has failed
 * @param due when the job may be claimed next; this one time is its position in the queue, its poll
 *     timer, its retry delay and the end of its lease
 * @param fence grows with every claim; a commit under an older one is rejected
 * @param waitUntil when the job fails if it has not been submitted
 * @param deadline when the job fails if it has not come further: submitted, rendered or fetched
 * @param ended when it was delivered or failed
 * @param deliveryOptions where its files go and how urgent it is
 * @param history what is stored besides its state
 */
public record Job(
    String id,
    String licence,
    @Nullable BatchLine batch,
    Order order,
    @Nullable Order sent,
    JobState state,
    int attempts,
    Instant due,
    long fence,
    Instant created,
    Instant waitUntil,
    Instant deadline,
    @Nullable Instant ended,
    DeliveryOptions deliveryOptions,
    JobHistory history) {

  static Job accepted(
      Order order, String licence, @Nullable BatchLine batch, Instant now, Instant waitUntil) {
    var id = JobId.next(order.kind(), now.toEpochMilli());
    var state = new Queued();
    var usual = DeliveryOptions.USUAL;
    return new Job(
        id,
        licence,
        batch,
        order,
        null,
        state,
        0,
        now,
        0,
        now,
        waitUntil,
        waitUntil,
        null,
        usual,
        JobHistory.NONE);
  }

  /** The same job with these delivery options. */
  Job withOptions(DeliveryOptions other) {
    return new Job(
        id, licence, batch, order, sent, state, attempts, due, fence, created, waitUntil, deadline,
        ended, other, history);
  }

  /** A target is chosen; from now on, the deadline is that of the render. */
  Job submitting(Target target, Order nearest, Instant lease, Instant renderedBy) {
    var other = nearest.equals(order) ? null : nearest;
    var next = new Submitting(target, null, null);
    return new Job(
        id,
        licence,
        batch,
        order,
        other,
        next,
        attempts,
        lease,
        fence,
        created,
        waitUntil,
        renderedBy,
        null,
        deliveryOptions,
        history);
  }

  /** The request of its submit is about to be written. */
  Job intended(Instant now) {
    return step(submitting().intended(now), attempts, due);
  }

  /** The answer was lost: the render is looked up until that time, unless a time is set already. */
  Job lookupUntil(Instant time) {
    return step(submitting().lookupUntil(time), attempts, due);
  }

  /** The submit under way. */
  Submitting submitting() {
    return (Submitting) state;
  }

  /** The order that is rendered: as requested, or the nearest that the upstream can render. */
  public Order made() {
    return sent == null ? order : sent;
  }

  /**
   * The upstream has answered a submit; an order that it refuses at once may have no task. The
   * attempts to submit are not those of the next step.
   */
  Job submitted(Report report, JobTiming jobTiming, Instant now) {
    return switch (report.verdict()) {
      case WORKING, DONE -> {
        var at = new RenderTask(target(), taskOf(report), since(report, now));
        yield with(state, due).trying(Tries.NONE).settled(at, report, 0, jobTiming, now);
      }
      case REFUSED, FAILED, LOST -> failed(failure(report), now);
      case BUSY, UNAVAILABLE -> throw new IllegalArgumentException("nothing was accepted");
    };
  }

  /**
   * What comes with the answer was rendered while the answer was awaited. Of one that was sent
   * again, only the first request has a time.
   */
  private Instant since(Report report, Instant now) {
    var intent = submitting().unsure() ? null : submitting().intent();
    return intent != null && report.verdict() == Report.Verdict.DONE ? intent : now;
  }

  /** The upstream has answered a poll. */
  Job polled(Report report, JobTiming jobTiming, Instant now) {
    var rendering = rendering();
    return settled(rendering.at(), report, rendering.progress(), jobTiming, now);
  }

  private Job settled(RenderTask at, Report report, int before, JobTiming jobTiming, Instant now) {
    return switch (report.verdict()) {
      case WORKING, BUSY, UNAVAILABLE -> {
        int progress = Math.max(before, report.percent());
        var next = JobTiming.byDeadline(this, jobTiming.nextPoll(at, progress, now), now);
        yield with(new Rendering(at, progress), next).working();
      }
      // Attempts are not reset: a video whose download fails is polled between two attempts.
      case DONE ->
          step(new Rendered(at, report.links()), attempts, now).done(report, jobTiming, now);
      case REFUSED, FAILED, LOST -> failed(isDone() ? gone(report) : failure(report), now);
    };
  }

  /**
   * A step that succeeds clears the last cause, except the cause why a finished render cannot be
   * fetched.
   */
  private Job working() {
    return isDone() ? this : remembering(deadline, history.withoutCause());
  }

  /** A finished render is paid for, and has a deadline of its own from then on. */
  private Job done(Report report, JobTiming jobTiming, Instant now) {
    return isDone()
        ? this
        : remembering(jobTiming.fetchedBy(now), history.done(now, report.details()));
  }

  private Job remembering(Instant by, JobHistory more) {
    return new Job(
        id,
        licence,
        batch,
        order,
        sent,
        state,
        attempts,
        due,
        fence,
        created,
        waitUntil,
        by,
        ended,
        deliveryOptions,
        more);
  }

  /** The same job, with what a render of it costs. */
  Job charged(Charge charge) {
    return remembering(deadline, history.charged(charge));
  }

  /** The same job, with what it has to reserve of the limits of its licence. */
  Job reserving(Reservation reserved) {
    return remembering(deadline, history.reserving(reserved));
  }

  /** The same job, which repeats the order of a failed one. */
  Job retrying(String failed) {
    return remembering(deadline, history.retrying(failed));
  }

  /** The same job, with the targets that have not accepted its order. */
  Job trying(Tries tries) {
    return remembering(deadline, history.trying(tries));
  }

  /** The targets that have not accepted its order. */
  Tries tries() {
    return history.tries();
  }

  /** The same job, whose steps belong to a trace. */
  Job traced(String context) {
    return remembering(deadline, history.traced(context));
  }

  /** The same job, which a newer version has accepted. */
  Job ofNewer() {
    return remembering(deadline, history.ofNewer());
  }

  /** What it has reserved of the limits of its licence, or null. */
  @Nullable Reservation reserved() {
    return history.reserved();
  }

  /** The same job, whose step has just failed for this cause. */
  Job causedBy(String cause) {
    return remembering(deadline, history.causedBy(cause));
  }

  /** The same job, whose order the operator's moderation holds no more. */
  Job passed() {
    return remembering(deadline, history.withoutCause());
  }

  /** The operator's moderation has not decided yet, on these files that are in their sink. */
  Job held(List<Asset> files, Instant due) {
    return step(state instanceof Rendered r ? r.holding(files) : state, attempts, due);
  }

  /** Whether an upstream works on it, or may: a finished render uses no capacity there. */
  boolean isOpenUpstream() {
    return state.isOpenUpstream() && !isDone();
  }

  /** Whether its upstream has ever reported the render as done: it is paid for. */
  public boolean isDone() {
    return history.doneAt() != null;
  }

  /**
   * Whether it has failed although its upstream may bill it: the render is done, a charge is known,
   * or it is not known what became of the submit or of the render.
   */
  public boolean mayBePaid() {
    return state instanceof Failed(var at, var why)
        && (isDone()
            || history.unansweredBy() != null
            || !history.cost().charges().isEmpty()
            || why.leavesRenderUnknown(at != null));
  }

  private static Failure gone(Report report) {
    return new Failure(
        "fetch_failed",
        "The upstream reported the render as done, then as failed before it was fetched: "
            + report.reasonOr("it gave no reason."));
  }

  private static Failure failure(Report report) {
    return switch (report.verdict()) {
      case REFUSED -> new Failure("refused", report.reasonOr("The upstream refused the order."));
      case LOST ->
          new Failure("submit_unknown", report.reasonOr("The outcome of the order is unknown."));
      case WORKING, BUSY, UNAVAILABLE, DONE, FAILED ->
          new Failure("failed", report.reasonOr("The upstream gave no reason."));
    };
  }

  Job delivered(List<Asset> files, @Nullable Duration keep, Instant now) {
    var expires = keep == null ? null : now.plus(keep);
    return ended(new Delivered(rendered().at(), files, expires), now);
  }

  /** It fails; files that were held are left in their sink, until they are removed there. */
  Job failed(Failure why, Instant now) {
    var failed = ended(new Failed(state.renderTask(), why), now);
    return state instanceof Rendered rendered
        ? failed.remembering(deadline, history.leaving(rendered.held()))
        : failed;
  }

  /** The order was not accepted: queued again, for the next target or after a wait. */
  Job requeued(Instant due) {
    return retried(new Queued(), due).remembering(waitUntil, history);
  }

  /** The upstream has no capacity for it now: queued again, which counts no attempt. */
  Job requeuedFree(Instant due) {
    return step(new Queued(), attempts, due).remembering(waitUntil, history);
  }

  /** The step failed and will be retried later, in the same state. */
  Job postponed(Instant due) {
    return retried(state, due);
  }

  /**
   * A download failed: a video is polled again first, if the upstream can be polled. Its link may
   * have expired, or have been missing from the first report that it is done.
   *
   * @param isNotThere whether the upstream does not have the file under the name of its task
   */
  Job undelivered(Instant due, boolean isNotThere) {
    var rendered = rendered();
    boolean polled =
        order instanceof VideoOrder
            && (isNotThere || !rendered.links().isEmpty())
            && rendered.held().isEmpty()
            && !isNameless();
    return retried(polled ? new Rendering(rendered.at(), 99) : rendered, due);
  }

  private Job retried(JobState next, Instant due) {
    return step(next, attempts + 1, due);
  }

  private Job with(JobState next, Instant due) {
    return step(next, 0, due);
  }

  private Job step(JobState next, int attempts, Instant due) {
    return new Job(
        id,
        licence,
        batch,
        order,
        sent,
        next,
        attempts,
        due,
        fence,
        created,
        waitUntil,
        deadline,
        null,
        deliveryOptions,
        history);
  }

  private Job ended(JobState end, Instant now) {
    return new Job(
        id,
        licence,
        batch,
        order,
        sent,
        end,
        0,
        now,
        fence,
        created,
        waitUntil,
        deadline,
        now,
        deliveryOptions,
        history);
  }

  /** The same job, due at another time; a claimed job is due when its lease ends. */
  Job dueAt(Instant other) {
    return step(state, attempts, other);
  }

  /**
   * The same job, which is not polled before that time, as its upstream limits polls. Its deadline
   * is not before that time either, even if it has passed: a render is polled before it is failed.
   *
   * @param latest the deadline is not moved beyond this time
   */
  Job polledAt(Instant time, Instant latest) {
    boolean late = time.isAfter(deadline) && !time.isAfter(latest);
    return dueAt(time).remembering(late ? time : deadline, history);
  }

  /** Whether it is an image job whose images are rendered. */
  public boolean hasImages() {
    return state instanceof Rendered && order instanceof ImageOrder;
  }

  /**
   * Whether the upstream has no name for its render, which is called {@code <job>:…} then: the
   * answer to the submit is all that is known of it.
   */
  boolean isNameless() {
    var at = state.renderTask();
    return at != null && at.task().startsWith(id + ":");
  }

  /** The render under way. */
  public Rendering rendering() {
    return (Rendering) state;
  }

  /** The render that is done. */
  public Rendered rendered() {
    return (Rendered) state;
  }

  private Target target() {
    return submitting().at();
  }

  private static String taskOf(Report report) {
    var task = report.task();
    if (task == null || !RenderTask.isTask(task)) {
      throw UnusableAnswer.ofTask(task, report.reason());
    }
    return task;
  }
}
