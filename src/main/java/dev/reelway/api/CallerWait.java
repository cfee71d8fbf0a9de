package dev.reelway.api;

import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.Job;
import dev.reelway.job.JobSubscription;
import dev.reelway.licence.LicenceRefused;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One caller who waits for a job. Whether the caller is still connected is found out every second,
 * and when an equal request asks: a lost caller leaves the job to it.
 */
public final class CallerWait implements AutoCloseable {

  /** How soon it is known, and recorded for other nodes, that a caller has left. */
  public static final Duration PROBE_EVERY = Duration.ofSeconds(1);

  private final JobSubscription jobSubscription;
  private final HttpServletRequest request;
  private final @Nullable RequestKey key;
  private final RequestWaits requestWaits;
  private final Queue<CompletableFuture<Boolean>> questions = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<LicenceRefused> refused;
  private boolean left;

  /**
   * @param key what an equal request is recognised by, or null
   */
  CallerWait(
      JobSubscription jobSubscription,
      HttpServletRequest request,
      @Nullable RequestKey key,
      RequestWaits requestWaits) {
    this.jobSubscription = jobSubscription;
    this.request = request;
    this.key = key;
    this.requestWaits = requestWaits;
    this.refused = LicensedRequests.refusal(request);
    var unused = refused.thenRun(this::wake);
  }

  /** Whether this is the wait of the request with this key. */
  boolean isOf(RequestKey one) {
    return key == one;
  }

  /** The job that is waited for, as it was when the wait began. */
  public Job job() {
    return jobSubscription.first();
  }

  void wake() {
    jobSubscription.wake();
  }

  /** Whether the caller has left; known soon. */
  CompletableFuture<Boolean> hasLeft() {
    var question = new CompletableFuture<Boolean>();
    questions.add(question);
    wake();
    return question;
  }

  /** Whether the wait is over before the job: the service shuts down, or the licence has ended. */
  public boolean isOver() {
    return requestWaits.isShutDown() || refused.isDone();
  }

  /** Is done once the licence of the request has ended. */
  Future<?> refused() {
    return refused;
  }

  /** Why the licence of the request has ended, or null if it has not. */
  @Nullable LicenceRefused refusal() {
    return refused.getNow(null);
  }

  /**
   * The job's end, or null if it does not end within this time, or before the caller has left or
   * the wait is over.
   */
  @Nullable Job end(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      long remaining = Math.max(0, until - System.nanoTime());
      var end = jobSubscription.end(least(Duration.ofNanos(remaining), PROBE_EVERY));
      boolean gone = isLeft();
      if (end != null || gone || isOver() || remaining == 0) {
        return end;
      }
    }
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The next change of the job, or null if there is none within this time. */
  public @Nullable Job next(Duration patience) throws InterruptedException {
    return jobSubscription.next(patience);
  }

  /**
   * Whether the caller has closed the connection; a lost one leaves the job to an equal request.
   */
  public boolean isLeft() {
    if (!left && CallerConnection.isClosed(request)) {
      leave();
    }
    for (var question = questions.poll(); question != null; question = questions.poll()) {
      question.complete(left);
    }
    return left;
  }

  /** The same, or it is unknown: then only writing tells whether the caller is still there. */
  public boolean mayBeLeft() {
    return isLeft() || CallerConnection.isHidden(request);
  }

  /** The request ends without an answer that its caller reads. */
  void abandon() {
    RequestStatus.left(request);
  }

  /** The caller gets no result: an equal request may join the job. */
  public void leave() {
    boolean isNew = !left;
    left = true;
    if (isNew) {
      requestWaits.leave(key, job().id());
    }
  }

  @Override
  public void close() {
    requestWaits.end(this);
    isLeft();
  }
}
