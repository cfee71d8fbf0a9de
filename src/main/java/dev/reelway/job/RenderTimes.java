package dev.reelway.job;

import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.UpstreamModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The usual time of a render at each model of an upstream: the median of the last ones. */
final class RenderTimes {

  /** Fewer renders tell nothing. */
  private static final int ENOUGH = 3;

  private static final int LAST = 31;

  /** Longer than any: what is not known comes last. */
  private static final Duration UNKNOWN = Duration.ofDays(365);

  private final Map<UpstreamModel, Last> known = new ConcurrentHashMap<>();

  /** The milliseconds of the last renders; a new one takes the place of the oldest. */
  private record Last(long[] millis, int count) {

    Last and(long time) {
      var next = Arrays.copyOf(millis, Math.min(LAST, count + 1));
      next[count % LAST] = time;
      return new Last(next, count + 1);
    }

    Duration median() {
      var sorted = millis.clone();
      Arrays.sort(sorted);
      return Duration.ofMillis(sorted[sorted.length / 2]);
    }
  }

  /** A render was found to be done. */
  void learn(@Nullable RenderTask at, @Nullable Instant now) {
    var since = at == null ? null : at.since();
    if (at != null && since != null && now != null) {
      long time = Duration.between(since, now).toMillis();
      learn(at.target().upstreamModel(), time);
    }
  }

  /** Earlier versions stored no time of a render that came with the answer. */
  private void learn(UpstreamModel at, long time) {
    if (time > 0) {
      known.compute(
          at, (model, last) -> (last == null ? new Last(new long[0], 0) : last).and(time));
    }
  }

  /** The median time of a render; longer than any if it is not known. */
  Duration usual(UpstreamModel model) {
    return learned(model).orElse(UNKNOWN);
  }

  /** The median time of a render; empty if it is not known. */
  Optional<Duration> learned(UpstreamModel model) {
    return Optional.ofNullable(known.get(model))
        .filter(last -> last.count() >= ENOUGH)
        .map(Last::median);
  }
}
