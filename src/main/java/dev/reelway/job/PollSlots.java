package dev.reelway.job;

import dev.reelway.upstream.Account;
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
 * given, first come, first served; but not one that has passed, as after an outage.
 */
final class PollSlots {

  /** A render that has not used its slot by then has ended otherwise. */
  private static final Duration GIVEN_UP = Duration.ofMinutes(10);

  /**
   * Spreads the polls after an account's pause, so that they are not due at once. A slot that was
   * not used for so long has passed.
   */
  static final Duration APART = Duration.ofSeconds(5);

  private final PollRateLimiter pollRateLimiter;
  private final Clock clock;
  private final Map<String, Instant> jobs = new ConcurrentHashMap<>();
  private final Map<Account, Instant> pages = new ConcurrentHashMap<>();

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
    return valid(account(job), jobs.remove(job.id()));
  }

  /** Keeps a render's slot, and returns when the render is due for it. */
  Instant keep(Job job, Instant place) {
    if (!areSlots(account(job))) {
      return place.plusMillis(ThreadLocalRandom.current().nextLong(APART.toMillis()));
    }
    var givenUp = clock.instant().minus(GIVEN_UP);
    jobs.values().removeIf(one -> one.isBefore(givenUp));
    jobs.put(job.id(), place);
    return place;
  }

  /** The slot of the next list request of an account; all renders that wait there share it. */
  Instant ofPage(Account account) {
    return valid(account, pages.remove(account));
  }

  void keepPage(Account account, Instant place) {
    if (areSlots(account)) {
      pages.put(account, place);
    }
  }

  /** Whether what an account is given now are slots, and not the end of its pause. */
  boolean areSlots(Account account) {
    return pollRateLimiter.isLimited(account.upstream())
        && !pollRateLimiter.isPausedAt(account, clock.instant());
  }

  /** Takes the next slot, and returns the milliseconds until then. */
  long untilNext(Account account) {
    return Math.max(
        0, Duration.between(clock.instant(), pollRateLimiter.nextSlot(account)).toMillis());
  }

  /** Slots that nobody could use are not all made up for at once. */
  private Instant valid(Account account, @Nullable Instant own) {
    return own != null
            && !own.isBefore(clock.instant().minus(APART))
            && !pollRateLimiter.isPausedAt(account, own)
        ? own
        : pollRateLimiter.nextSlot(account);
  }

  private static Account account(Job job) {
    return job.rendering().at().target().account();
  }
}
