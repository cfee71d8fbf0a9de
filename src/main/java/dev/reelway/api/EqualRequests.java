package dev.reelway.api;

import dev.reelway.idempotency.EqualRequest;
import dev.reelway.idempotency.Heartbeat;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a caller who waited with an equal request has left, so that a request that
 * nobody has marked as a retry joins that one's job. Of two callers who both wait, each gets a
 * render of its own.
 */
final class EqualRequests {

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** By then another node has recorded that its caller has left. */
  private static final Duration RECORDED = CallerWait.PROBE_EVERY.plusMillis(300);

  /** A process that has not said for so long that it is alive has ended. */
  private static final Duration SILENCE = Heartbeat.EVERY.multipliedBy(3).plusMillis(500);

  private final RequestKeys keys;
  private final Heartbeat heartbeat;
  private final RequestWaits requestWaits;
  private final JobQueries jobs;
  private final Duration silence;
  private final ConcurrentHashMap<String, List<RequestKey>> here = new ConcurrentHashMap<>();

  EqualRequests(RequestKeys keys, Heartbeat heartbeat, RequestWaits requestWaits, JobQueries jobs) {
    this(keys, heartbeat, requestWaits, jobs, SILENCE);
  }

  /**
   * @param silence how long another node gives no sign of life once it has ended
   */
  EqualRequests(
      RequestKeys keys,
      Heartbeat heartbeat,
      RequestWaits requestWaits,
      JobQueries jobs,
      Duration silence) {
    this.keys = keys;
    this.heartbeat = heartbeat;
    this.requestWaits = requestWaits;
    this.jobs = jobs;
    this.silence = silence;
  }

  /**
   * Adds a request that this process answers.
   *
   * @return is closed when it is answered
   */
  AutoCloseable enter(RequestKey key) {
    if (!key.mayBeRejoined()) {
      return () -> {};
    }
    key.waitFor(heartbeat);
    heartbeat.begin();
    here.merge(
        key.slot(),
        List.of(key),
        (some, more) -> Stream.of(some, more).flatMap(List::stream).toList());
    return () -> {
      here.computeIfPresent(key.slot(), (slot, some) -> without(some, key));
      heartbeat.end();
    };
  }

  private static @Nullable List<RequestKey> without(List<RequestKey> some, RequestKey key) {
    var others = some.stream().filter(other -> other != key).toList();
    return others.isEmpty() ? null : others;
  }

  /** Whether there is an earlier one whose caller has left without an answer. */
  boolean isOneLeft(RequestKey key) throws InterruptedException {
    if (!key.mayBeRejoined()) {
      return false;
    }
    if (hasOneLeft(othersHere(key))) {
      return true;
    }
    var earlier = keys.equalTo(key);
    return isOneRecorded(earlier) || isOneLost(key, earlier);
  }

  private List<RequestKey> othersHere(RequestKey key) {
    return here.getOrDefault(key.slot(), List.of()).stream().filter(one -> one != key).toList();
  }

  /** A caller that has left is recorded before it is told. */
  private boolean hasOneLeft(List<RequestKey> others) throws InterruptedException {
    var answers =
        others.stream()
            .flatMap(other -> requestWaits.of(other).stream())
            .map(CallerWait::hasLeft)
            .toList();
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
          .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException late) {
      return answers.stream().anyMatch(answer -> answer.getNow(false));
    }
    return answers.stream().anyMatch(CompletableFuture::join);
  }

  private static boolean isOneRecorded(List<EqualRequest> earlier) {
    return earlier.stream().anyMatch(EqualRequest::isLeft);
  }

  /**
   * Whether an earlier caller waited for a process that has ended: what that process did not live
   * to answer is left to this request.
   */
  private boolean isOneLost(RequestKey key, List<EqualRequest> earlier)
      throws InterruptedException {
    var unanswered = unanswered(earlier);
    if (jobs.isShared() && !unanswered.isEmpty()) {
      return isLeftSoon(key, unanswered);
    }
    return leave(key, unanswered);
  }

  /** Whether another node records that a caller has left, or has ended itself. */
  private boolean isLeftSoon(RequestKey key, List<EqualRequest> unanswered)
      throws InterruptedException {
    long begun = System.nanoTime();
    var silent = unanswered;
    var waited = Duration.ZERO;
    while (waited.compareTo(silent.isEmpty() ? RECORDED : silence) < 0) {
      Thread.sleep(LOOK_EVERY);
      var now = keys.equalTo(key);
      if (isOneRecorded(now)) {
        return true;
      }
      silent = silent.stream().filter(now::contains).toList();
      waited = Duration.ofNanos(System.nanoTime() - begun);
    }
    return leave(key, silent);
  }

  private boolean leave(RequestKey key, List<EqualRequest> lost) {
    lost.forEach(request -> keys.leave(key, request.object()));
    return !lost.isEmpty();
  }

  /**
   * The earlier requests to another process whose job is open, or ended when that did. A caller who
   * waits for no process has its answer.
   */
  private List<EqualRequest> unanswered(List<EqualRequest> earlier) {
    var others =
        earlier.stream()
            .filter(request -> request.process() != null)
            .filter(request -> !heartbeat.process().equals(request.process()))
            .toList();
    var found = jobs.findAny(others.stream().map(EqualRequest::object).toList());
    return others.stream()
        .filter(request -> found.stream().anyMatch(job -> isUnanswered(job, request)))
        .toList();
  }

  private static boolean isUnanswered(Job job, EqualRequest request) {
    var ended = job.ended();
    return job.id().equals(request.object())
        && (ended == null || ended.isAfter(request.lastAlive().minus(ANSWER)));
  }
}
