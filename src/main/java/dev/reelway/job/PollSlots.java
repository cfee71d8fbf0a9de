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
 * When renders are asked after whose upstream takes only so many questions: who comes first has the
 * first place, keeps it until then, and nobody goes before.
 */
final class PollSlots {

  /** What is claimed so long after its time has found its end on another way. */
  private static final Duration GIVEN_UP = Duration.ofMinutes(10);

  /** Those who are told to come when an upstream's rest is over do not come back as one. */
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

  boolean isPlaced(Job job) {
    return jobs.containsKey(job.id());
  }

  /** The place that a render has, or finds now. */
  Instant of(Job job) {
    return valid(upstream(job), jobs.remove(job.id()));
  }

  /** Has a render keep its place, and tells when it is due for that. */
  Instant keep(Job job, Instant place) {
    if (!pollRateLimiter.isLimited(upstream(job))) {
      return place.plusMillis(ThreadLocalRandom.current().nextLong(APART.toMillis()));
    }
    var givenUp = clock.instant().minus(GIVEN_UP);
    jobs.values().removeIf(one -> one.isBefore(givenUp));
    jobs.put(job.id(), place);
    return place;
  }

  /** The place of the next question for the list of an account: all who wait there share it. */
  Instant ofPage(String upstream, Object account) {
    return valid(upstream, pages.remove(account));
  }

  void keepPage(Object account, Instant place) {
    pages.put(account, place);
  }

  /** How many milliseconds there are to the next place, which is taken. */
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
