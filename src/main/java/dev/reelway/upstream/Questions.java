package dev.reelway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When an upstream may be asked after a render: the questions of a minute are spread evenly over
 * it, and each takes the next free place, whoever asks. An upstream that wants to be left alone is
 * not asked before that time is over. For this process alone.
 */
public final class Questions {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Function<String, Limits> limits;
  private final Clock clock;
  private final Map<String, Instant> free = new ConcurrentHashMap<>();
  private final Map<String, Instant> rests = new ConcurrentHashMap<>();

  /**
   * @param limits the limits of an upstream, by its name
   */
  public Questions(Function<String, Limits> limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Whether there are only so many places. */
  public boolean areLimited(String upstream) {
    return perMinute(upstream) != null;
  }

  /** Whether it will still want to be left alone then, whoever has a place. */
  public boolean restsAt(String upstream, Instant time) {
    return rests.getOrDefault(upstream, Instant.MIN).isAfter(time);
  }

  /** Takes the next free place: now, or the time when the question may be asked. */
  public Instant place(String upstream) {
    var now = clock.instant();
    var soonest = later(now, rests.getOrDefault(upstream, now));
    var most = perMinute(upstream);
    if (most == null) {
      return soonest;
    }
    var apart = MINUTE.dividedBy(most);
    var next =
        free.compute(
            upstream,
            (same, place) -> (place == null ? soonest : later(place, soonest)).plus(apart));
    return next.minus(apart);
  }

  /** It wants to be left alone for so long from now on. */
  public void rest(String upstream, Duration asked) {
    rests.merge(upstream, clock.instant().plus(asked), Questions::later);
  }

  private @Nullable Integer perMinute(String upstream) {
    return limits.apply(upstream).pollsPerMinute();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
