package dev.reelway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rate limit of polls to each upstream. The polls of a minute are spaced evenly, and each poll
 * takes the next free slot. An upstream that asks for a pause is not polled until the pause ends.
 * For this process only.
 */
public final class PollRateLimiter {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Function<String, UpstreamLimits> limits;
  private final Clock clock;
  private final Map<String, Instant> nextSlots = new ConcurrentHashMap<>();
  private final Map<String, Instant> pauses = new ConcurrentHashMap<>();

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

  /** Whether the upstream's pause will still last at that time, even for a poll that has a slot. */
  public boolean isPausedAt(String upstream, Instant time) {
    return pauses.getOrDefault(upstream, Instant.MIN).isAfter(time);
  }

  /** Takes the next free slot: the time at which the poll may be made, which may be now. */
  public Instant nextSlot(String upstream) {
    var now = clock.instant();
    var soonest = later(now, pauses.getOrDefault(upstream, now));
    var most = perMinute(upstream);
    if (most == null) {
      return soonest;
    }
    var interval = MINUTE.dividedBy(most);
    var next =
        nextSlots.compute(
            upstream,
            (same, slot) -> (slot == null ? soonest : later(slot, soonest)).plus(interval));
    return next.minus(interval);
  }

  /** Records that the upstream asks for a pause from now on. */
  public void pause(String upstream, Duration requested) {
    pauses.merge(upstream, clock.instant().plus(requested), PollRateLimiter::later);
  }

  private @Nullable Integer perMinute(String upstream) {
    return limits.apply(upstream).pollsPerMinute();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
