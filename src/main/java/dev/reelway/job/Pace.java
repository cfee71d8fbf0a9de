package dev.reelway.job;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When a job wants attention next.
 *
 * @param betweenPolls the time between two questions to an upstream
 * @param firstRetry the wait after a first trouble; it doubles with each further one
 * @param longestRetry no wait is longer than this, whatever the upstream asks for
 */
record Pace(Duration betweenPolls, Duration firstRetry, Duration longestRetry) {

  private static final Duration MOST_AHEAD = Duration.ofMillis(500);

  /** A poll that is due a little after a tick is made with that tick, not with the next one. */
  Duration ahead() {
    var quarter = betweenPolls.dividedBy(4);
    return quarter.compareTo(MOST_AHEAD) < 0 ? quarter : MOST_AHEAD;
  }

  Instant nextPoll(Instant now) {
    return now.plus(betweenPolls);
  }

  /** Doubles from try to try, with a fifth of chance so that many jobs do not come back as one. */
  Instant retry(int attempts, @Nullable Duration asked, Instant now) {
    long wait = asked == null ? doubled(attempts) : Math.max(asked.toMillis(), doubled(0));
    long capped = Math.min(wait, longestRetry.toMillis());
    return now.plusMillis(capped + ThreadLocalRandom.current().nextLong(capped / 5 + 1));
  }

  private long doubled(int attempts) {
    return firstRetry.toMillis() << Math.clamp(attempts, 0, 20);
  }
}
