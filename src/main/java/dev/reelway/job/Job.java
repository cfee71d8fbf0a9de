package dev.reelway.job;

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
 * @param sent the order as its upstream got it, where that is only near to what was wished
 * @param attempts how often the present step was tried in vain
 * @param due when the job wants attention next: its place in the queue, its poll timer, its retry
 *     delay and its lease in one
 * @param fence grows with every claim; a note with an older one is refused
 * @param deadline when the job is failed at the latest
 * @param ended when it was delivered or failed
 * @param deliveryOptions where its files go and how urgent it is
 * @param history what is remembered of it beside its state
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
    Instant deadline,
    @Nullable Instant ended,
    DeliveryOptions deliveryOptions,
    JobHistory history) {

  static Job accepted(
      Order order, String licence, @Nullable BatchLine batch, Instant now, Instant deadline) {
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
        deadline,
        null,
        usual,
        JobHistory.NONE);
  }

  /** The same job, handled so. */
  Job handled(DeliveryOptions other) {
    return new Job(
        id, licence, batch, order, sent, state, attempts, due, fence, created, deadline, ended,
        other, history);
  }

  Job submitting(Target target, Order nearest, Instant lease) {
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
        deadline,
        null,
        deliveryOptions,
        history);
  }

  /** The request of its submit is about to be written. */
  Job intended(Instant now) {
    return step(submitting().intended(now), attempts, due);
  }

  /** Its answer is lost: its render is looked up until then, unless that is settled already. */
  Job lookupUntil(Instant time) {
    return step(submitting().lookupUntil(time), attempts, due);
  }

  /** The submit under way. */
  Submitting submitting() {
    return (Submitting) state;
  }

  /** The order that is made: as wished, or as near to it as the upstream can. */
  public Order made() {
    return sent == null ? order : sent;
  }

  /** The upstream has answered a submit; what it declines at once need not have a task. */
  Job submitted(Report report, JobTiming jobTiming, Instant now) {
    return switch (report.verdict()) {
      case WORKING, DONE ->
          settled(new RenderTask(target(), taskOf(report), now), report, 0, jobTiming, now);
      case REFUSED, FAILED, LOST -> failed(failure(report), now);
    };
  }

  /** The upstream has answered a poll. */
  Job polled(Report report, JobTiming jobTiming, Instant now) {
    var rendering = rendering();
    return settled(rendering.at(), report, rendering.progress(), jobTiming, now);
  }

  private Job settled(RenderTask at, Report report, int before, JobTiming jobTiming, Instant now) {
    return switch (report.verdict()) {
      case WORKING -> {
        int progress = Math.max(before, report.percent());
        yield with(new Rendering(at, progress), jobTiming.nextPoll(at, progress, now)).working();
      }
      // The tries count on: a video that cannot be downloaded is polled anew in between.
      case DONE -> step(new Rendered(at, report.links()), attempts, now).done(jobTiming, now);
      case REFUSED, FAILED, LOST -> failed(isDone() ? gone(report) : failure(report), now);
    };
  }

  /** A step that has worked leaves no cause, but one for that what is done cannot be fetched. */
  private Job working() {
    return isDone() ? this : remembering(deadline, JobHistory.NONE);
  }

  /** What is done is paid for, and has a clock of its own from then on. */
  private Job done(JobTiming jobTiming, Instant now) {
    return isDone() ? this : remembering(jobTiming.fetchedBy(now), new JobHistory(now, null));
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
        by,
        ended,
        deliveryOptions,
        more);
  }

  /** The same job, whose step has just failed for this. */
  Job causedBy(String cause) {
    return remembering(deadline, new JobHistory(history.doneAt(), cause));
  }

  /** Whether an upstream is at work on it, or may be: what is done takes no place there. */
  boolean isOpenUpstream() {
    return state.isOpenUpstream() && !isDone();
  }

  /** Whether its upstream has reported the render as done, ever: it is paid for. */
  public boolean isDone() {
    return history.doneAt() != null;
  }

  private static Failure gone(Report report) {
    return new Failure(
        "fetch_failed",
        "The upstream reported the render as done, and before it was fetched as failed: "
            + report.reasonOr("it gave no reason."));
  }

  private static Failure failure(Report report) {
    return switch (report.verdict()) {
      case REFUSED -> new Failure("refused", report.reasonOr("The upstream refused the order."));
      case LOST ->
          new Failure("submit_unknown", report.reasonOr("What became of the order is not known."));
      case WORKING, DONE, FAILED ->
          new Failure("failed", report.reasonOr("The upstream gave no reason."));
    };
  }

  Job delivered(List<Asset> files, @Nullable Duration keep, Instant now) {
    var expires = keep == null ? null : now.plus(keep);
    return ended(new Delivered(rendered().at(), files, expires), now);
  }

  Job failed(Failure why, Instant now) {
    return ended(new Failed(state.renderTask(), why), now);
  }

  /** Nothing was accepted: back into the queue, for the next target or after a wait. */
  Job requeued(Instant due) {
    return retried(new Queued(), due);
  }

  /** The step failed without a final word: tried again later, where it stands. */
  Job postponed(Instant due) {
    return retried(state, due);
  }

  /**
   * A download failed: a video with a link is polled again first, as links go stale, where there is
   * somebody to ask.
   */
  Job undelivered(Instant due) {
    var rendered = rendered();
    boolean polled = order instanceof VideoOrder && !rendered.links().isEmpty() && !isNameless();
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
        deadline,
        now,
        deliveryOptions,
        history);
  }

  /** The same job, due at another time: what is in hand is due when its lease ends. */
  Job dueAt(Instant other) {
    return step(state, attempts, other);
  }

  /** Whether it is of images that are rendered. */
  public boolean hasImages() {
    return state instanceof Rendered && order instanceof ImageOrder;
  }

  /**
   * Whether the upstream has no name for its render, which is called {@code <job>:…} then: all that
   * is known of it is what its submit was answered.
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
