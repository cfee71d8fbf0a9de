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

  private final LeaseRecords records;
  private final Duration ahead;
  private final Clock clock;
  private final Map<String, Instant> slots = new ConcurrentHashMap<>();
  private final Map<String, Instant> unanswered = new ConcurrentHashMap<>();

  /**
   * @param ahead how long before its due time a render may be polled; added to each due time
   */
  CallbackPolls(LeaseRecords records, Duration ahead, Clock clock) {
    this.records = records;
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
    var slot = slot(job.id());
    if (!job.state().isOpenUpstream() || !job.due().isAfter(slot.plus(ahead))) {
      return false;
    }
    unanswered.put(job.id(), clock.instant());
    return makeDue(job.id(), slot) && !slot.isAfter(clock.instant());
  }

  /** A worker has released a job. */
  void released(String job) {
    if (unanswered.containsKey(job)) {
      makeDue(job, slot(job));
    }
  }

  private boolean makeDue(String job, Instant slot) {
    boolean free = records.makeDue(job, slot.plus(ahead));
    if (free) {
      unanswered.remove(job);
    }
    return free;
  }

  /**
   * The next slot: a slot in the past may have been used at any time since. None is later than the
   * next one, unless the clock was set back.
   */
  private Instant slot(String job) {
    var now = clock.instant();
    return slots.merge(job, now, (last, first) -> next(last, now));
  }

  private static Instant next(Instant last, Instant now) {
    var after = last.plus(APART);
    if (last.isAfter(now.plus(APART))) {
      return now;
    }
    return last.isAfter(now) ? last : after.isAfter(now) ? after : now;
  }

  private void forget() {
    var now = clock.instant();
    slots.values().removeIf(one -> !one.plus(APART).isAfter(now));
    unanswered.values().removeIf(one -> one.plus(GIVEN_UP).isBefore(now));
  }
}
