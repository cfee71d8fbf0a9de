package dev.reelway.job;

import dev.reelway.upstream.RenderTask;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When a job wants attention next.
 *
 * @param betweenPolls the usual time between two questions about a render
 * @param firstRetry the wait after a first trouble; it doubles with each further one
 * @param longestRetry no wait is longer than this, whatever the upstream asks for
 * @param fetchDeadline how long it is tried to fetch what is done
 * @param pollInterval what was learned about how long renders take
 */
record JobTiming(
    Duration betweenPolls,
    Duration firstRetry,
    Duration longestRetry,
    Duration fetchDeadline,
    PollInterval pollInterval) {

  private static final Duration MOST_AHEAD = Duration.ofMillis(500);

  JobTiming(
      Duration betweenPolls, Duration firstRetry, Duration longestRetry, Duration fetchDeadline) {
    this(betweenPolls, firstRetry, longestRetry, fetchDeadline, new PollInterval(betweenPolls));
  }

  JobTiming(Duration betweenPolls, Duration firstRetry, Duration longestRetry) {
    this(betweenPolls, firstRetry, longestRetry, Duration.ofDays(1));
  }

  /** Until when it is tried to fetch what is done now. */
  Instant fetchedBy(Instant now) {
    return now.plus(fetchDeadline);
  }

  /** A poll that is due a little after a tick is made with that tick, not with the next one. */
  Duration ahead() {
    var quarter = betweenPolls.dividedBy(4);
    return quarter.compareTo(MOST_AHEAD) < 0 ? quarter : MOST_AHEAD;
  }

  /** As the schedule tells, up to a tenth sooner, so that many jobs do not come back as one. */
  Instant nextPoll(RenderTask at, int progress, Instant now) {
    long wait = pollInterval.next(at.target(), elapsed(at, now), progress).toMillis();
    return now.plusMillis(wait - ThreadLocalRandom.current().nextLong(wait / 10 + 1));
  }

  /** A render was found to be done. */
  void learn(@Nullable RenderTask at, @Nullable Instant now) {
    if (at != null && now != null && at.since() != null) {
      pollInterval.learn(at.target(), elapsed(at, now));
    }
  }

  private static Duration elapsed(RenderTask at, Instant now) {
    return at.since() == null ? Duration.ZERO : Duration.between(at.since(), now);
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
