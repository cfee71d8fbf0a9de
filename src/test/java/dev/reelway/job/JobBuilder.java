package dev.reelway.job;

import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Puts a job together for a test, which says only what matters to it. */
public final class JobBuilder {

  private static final Duration USUAL_WAIT = Duration.ofMinutes(30);

  private String id;
  private @Nullable String licence;
  private @Nullable BatchLine batch;
  private Order order;
  private @Nullable Order sent;
  private JobState state;
  private int attempts;
  private Instant due;
  private long fence;
  private Instant created;
  private Instant waitUntil;
  private Instant deadline;
  private @Nullable Instant ended;
  private DeliveryOptions deliveryOptions;
  private JobHistory history;

  private JobBuilder(Job job) {
    this.id = job.id();
    this.licence = job.licence();
    this.batch = job.batch();
    this.order = job.order();
    this.sent = job.sent();
    this.state = job.state();
    this.attempts = job.attempts();
    this.due = job.due();
    this.fence = job.fence();
    this.created = job.created();
    this.waitUntil = job.waitUntil();
    this.deadline = job.deadline();
    this.ended = job.ended();
    this.deliveryOptions = job.deliveryOptions();
    this.history = job.history();
  }

  /** A job like this one. */
  public static JobBuilder like(Job job) {
    return new JobBuilder(job);
  }

  /** An order of {@code ann} that was queued at this time, and is due since. */
  public static JobBuilder queued(Order order, Instant now) {
    return new JobBuilder(Job.accepted(order, "ann", null, now, now.plus(USUAL_WAIT)));
  }

  /** The same, of a small video. */
  public static JobBuilder queuedVideo(Instant now) {
    return queued(new VideoOrder("m", "m", "a fox", "128x72", 1, false, false, false, null), now);
  }

  public JobBuilder id(String id) {
    this.id = id;
    return this;
  }

  /**
   * Accepted for this licence.
   *
   * @param licence null for what the database must refuse
   */
  public JobBuilder licence(@Nullable String licence) {
    this.licence = licence;
    return this;
  }

  public JobBuilder batch(@Nullable BatchLine batch) {
    this.batch = batch;
    return this;
  }

  /** What its target gets in place of the order. */
  JobBuilder sent(@Nullable Order sent) {
    this.sent = sent;
    return this;
  }

  public JobBuilder state(JobState state) {
    this.state = state;
    return this;
  }

  public JobBuilder attempts(int attempts) {
    this.attempts = attempts;
    return this;
  }

  JobBuilder due(Instant due) {
    this.due = due;
    return this;
  }

  /** How long it may wait to be submitted, and then until when it must be rendered. */
  public JobBuilder deadline(Instant deadline) {
    this.waitUntil = deadline;
    this.deadline = deadline;
    return this;
  }

  /** When it ended, and is due since; null if it has not. */
  public JobBuilder ended(@Nullable Instant ended) {
    this.ended = ended;
    return this;
  }

  public JobBuilder history(JobHistory history) {
    this.history = history;
    return this;
  }

  /** Ended while this upstream's answer to its submit was awaited. */
  public JobBuilder unansweredBy(String upstream) {
    return history(
        new JobHistory(
            history.doneAt(),
            history.lastCause(),
            history.details(),
            history.cost(),
            history.reserved(),
            history.retryOf(),
            history.trace(),
            upstream,
            history.newer(),
            history.tries(),
            history.left()));
  }

  /** Accepted by a newer version, which has an order that only that one knows. */
  public JobBuilder newer() {
    return history(history.ofNewer());
  }

  public Job build() {
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
        deadline,
        ended,
        deliveryOptions,
        history);
  }
}
