package dev.reelway.api;

import dev.reelway.idempotency.EqualRequest;
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
import java.util.stream.Collectors;
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

  private final RequestKeys keys;
  private final RequestWaits requestWaits;
  private final JobQueries jobs;
  private final ConcurrentHashMap<String, List<RequestKey>> here = new ConcurrentHashMap<>();

  EqualRequests(RequestKeys keys, RequestWaits requestWaits, JobQueries jobs) {
    this.keys = keys;
    this.requestWaits = requestWaits;
    this.jobs = jobs;
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
    here.merge(
        key.slot(),
        List.of(key),
        (some, more) -> Stream.of(some, more).flatMap(List::stream).toList());
    return () -> here.computeIfPresent(key.slot(), (slot, some) -> without(some, key));
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
    return hasOneLeft(othersHere(key)) || isOneRecorded(key) || isOneLost(key);
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

  private boolean isOneRecorded(RequestKey key) {
    return keys.equalTo(key).stream().anyMatch(EqualRequest::isLeft);
  }

  /**
   * Whether nobody waits for one of the jobs that nobody here waits for. Another node may; where
   * there is none, the process has ended that the caller was connected to.
   */
  private boolean isOneLost(RequestKey key) throws InterruptedException {
    var objects = keys.equalTo(key).stream().map(EqualRequest::object).collect(Collectors.toSet());
    othersHere(key).forEach(other -> objects.remove(other.object()));
    var open = jobs.findAny(objects).stream().filter(job -> !job.state().isFinal()).toList();
    if (!jobs.isShared()) {
      open.stream().map(Job::id).forEach(object -> keys.leave(key, object));
      return !open.isEmpty();
    }
    return !open.isEmpty() && isOneRecordedSoon(key);
  }

  private boolean isOneRecordedSoon(RequestKey key) throws InterruptedException {
    long until = System.nanoTime() + RECORDED.toNanos();
    while (System.nanoTime() < until) {
      Thread.sleep(LOOK_EVERY);
      if (isOneRecorded(key)) {
        return true;
      }
    }
    return false;
  }
}
