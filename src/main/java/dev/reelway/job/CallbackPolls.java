package dev.reelway.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a render is polled after a callback from its upstream: at once, but at most once a second.
 * If a worker holds the render when the callback arrives, the render is polled again as soon as the
 * worker releases it, as the worker's answer may be older than the callback.
 */
final class CallbackPolls {

  private static final Duration APART = Duration.ofSeconds(1);

  /** A render that was not released here by then was leased by another node. */
  private static final Duration GIVEN_UP = Duration.ofMinutes(10);

  private final JobQueue queue;
  private final Duration ahead;
  private final Clock clock;
  private final Map<String, Instant> places = new ConcurrentHashMap<>();
  private final Map<String, Instant> unheard = new ConcurrentHashMap<>();

  /**
   * @param ahead how long before its due time a render may be polled; added to each due time
   */
  CallbackPolls(JobQueue queue, Duration ahead, Clock clock) {
    this.queue = queue;
    this.ahead = ahead;
    this.clock = clock;
  }

  /**
   * An upstream has called about a render.
   *
   * @param job as it stands since the call came in
   * @return whether the render is to be polled now
   */
  boolean call(Job job) {
    forget();
    var place = place(job.id());
    if (!job.state().isOpenUpstream() || !job.due().isAfter(place.plus(ahead))) {
      return false;
    }
    unheard.put(job.id(), clock.instant());
    return hasten(job.id(), place) && !place.isAfter(clock.instant());
  }

  /** A worker has released a job. */
  void released(String job) {
    if (unheard.containsKey(job)) {
      hasten(job, place(job));
    }
  }

  private boolean hasten(String job, Instant place) {
    boolean free = queue.hasten(job, place.plus(ahead));
    if (free) {
      unheard.remove(job);
    }
    return free;
  }

  /** The next slot: a slot in the past may have been used at any time since. */
  private Instant place(String job) {
    var now = clock.instant();
    return places.merge(job, now, (last, first) -> next(last, now));
  }

  private static Instant next(Instant last, Instant now) {
    var after = last.plus(APART);
    return last.isAfter(now) ? last : after.isAfter(now) ? after : now;
  }

  private void forget() {
    var now = clock.instant();
    places.values().removeIf(one -> !one.plus(APART).isAfter(now));
    unheard.values().removeIf(one -> one.plus(GIVEN_UP).isBefore(now));
  }
}
