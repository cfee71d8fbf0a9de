package dev.reelway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rate limit of polls to each upstream. The polls of a minute are spaced evenly, and each poll
 * takes the next free slot. An upstream that asks for a pause asks for one account: the renders of
 * that account are not polled until the pause ends, and take no slots of the others. For this
 * process only.
 */
public final class PollRateLimiter {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Function<String, UpstreamLimits> limits;
  private final Clock clock;
  private final Map<String, Instant> nextSlots = new ConcurrentHashMap<>();
  private final Map<Account, Instant> pauses = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  /**
   * @param limits the limits of an upstream, by its name
   */
  public PollRateLimiter(Function<String, UpstreamLimits> limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Whether polls to this upstream are limited. */
  public boolean isLimited(String upstream) {
    return perMinute(upstream) != null;
  }

  /** Whether an account's pause will still last at that time, even for a poll that has a slot. */
  public boolean isPausedAt(Account account, Instant time) {
    return pauses.getOrDefault(account, Instant.MIN).isAfter(time);
  }

  /**
   * Takes the next free slot: the time at which the poll may be made, which may be now. During an
   * account's pause, none is taken, and this is the end of the pause.
   */
  public Instant nextSlot(Account account) {
    var now = now();
    var pause = pauses.getOrDefault(account, now);
    var most = perMinute(account.upstream());
    if (most == null || pause.isAfter(now)) {
      return later(now, pause);
    }
    var interval = MINUTE.dividedBy(most);
    var next =
        nextSlots.compute(
            account.upstream(),
            (same, slot) -> (slot == null ? now : later(slot, now)).plus(interval));
    return next.minus(interval);
  }

  /** Records that the upstream asks for a pause of an account from now on. */
  public void pause(Account account, Duration requested) {
    pauses.merge(account, now().plus(requested), PollRateLimiter::later);
  }

  /** Slots and pauses by a clock that was set back since could last for hours. */
  private Instant now() {
    var now = clock.instant();
    var before = latest.getAndSet(now);
    if (now.plus(MINUTE).isBefore(before)) {
      nextSlots.clear();
      pauses.clear();
    }
    return now;
  }

  private @Nullable Integer perMinute(String upstream) {
    return limits.apply(upstream).pollsPerMinute();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
