package dev.reelway.job;

import dev.reelway.upstream.PollRateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The times of polls at upstreams that limit their number. A render keeps the slot that it was
 * given, first come, first served.
 */
final class PollSlots {

  /** A render that has not used its slot by then has ended otherwise. */
  private static final Duration GIVEN_UP = Duration.ofMinutes(10);

  /** Spreads the polls after an upstream's pause, so that they are not due at once. */
  private static final Duration APART = Duration.ofSeconds(5);

  private final PollRateLimiter pollRateLimiter;
  private final Clock clock;
  private final Map<String, Instant> jobs = new ConcurrentHashMap<>();
  private final Map<Object, Instant> pages = new ConcurrentHashMap<>();

  PollSlots(PollRateLimiter pollRateLimiter, Clock clock) {
    this.pollRateLimiter = pollRateLimiter;
    this.clock = clock;
  }

  boolean areLimited(String upstream) {
    return pollRateLimiter.isLimited(upstream);
  }

  boolean hasSlot(Job job) {
    return jobs.containsKey(job.id());
  }

  /** The slot that a render has, or is given now. */
  Instant of(Job job) {
    return valid(upstream(job), jobs.remove(job.id()));
  }

  /** Keeps a render's slot, and returns when the render is due for it. */
  Instant keep(Job job, Instant place) {
    if (!pollRateLimiter.isLimited(upstream(job))) {
      return place.plusMillis(ThreadLocalRandom.current().nextLong(APART.toMillis()));
    }
    var givenUp = clock.instant().minus(GIVEN_UP);
    jobs.values().removeIf(one -> one.isBefore(givenUp));
    jobs.put(job.id(), place);
    return place;
  }

  /** The slot of the next list request of an account; all renders that wait there share it. */
  Instant ofPage(String upstream, Object account) {
    return valid(upstream, pages.remove(account));
  }

  void keepPage(Object account, Instant place) {
    pages.put(account, place);
  }

  /** Takes the next slot, and returns the milliseconds until then. */
  long untilNext(String upstream) {
    return Math.max(
        0, Duration.between(clock.instant(), pollRateLimiter.nextSlot(upstream)).toMillis());
  }

  private Instant valid(String upstream, @Nullable Instant own) {
    return own != null && !pollRateLimiter.isPausedAt(upstream, own)
        ? own
        : pollRateLimiter.nextSlot(upstream);
  }

  private static String upstream(Job job) {
    return job.rendering().at().target().upstream();
  }
}
