package dev.reelway.job;

import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When a job is due next.
 *
 * @param betweenPolls the usual time between two polls of a render
 * @param firstRetry the wait after a first failure; it doubles with each further one
 * @param longestRetry no wait is longer than this, whatever the upstream asks for
 * @param fetchDeadline how long the download of a finished render is retried
 * @param pollInterval the poll interval learned from earlier renders
 * @param least the least time between two polls of a render at a target, zero for any
 */
record JobTiming(
    Duration betweenPolls,
    Duration firstRetry,
    Duration longestRetry,
    Duration fetchDeadline,
    PollInterval pollInterval,
    Function<Target, Duration> least) {

  private static final Duration MOST_AHEAD = Duration.ofMillis(500);

  /** How long before its deadline a download that is tried again begins once more. */
  private static final Duration TO_FETCH = Duration.ofMinutes(5);

  JobTiming(
      Duration betweenPolls, Duration firstRetry, Duration longestRetry, Duration fetchDeadline) {
    this(
        betweenPolls,
        firstRetry,
        longestRetry,
        fetchDeadline,
        new PollInterval(betweenPolls),
        target -> Duration.ZERO);
  }

  JobTiming(Duration betweenPolls, Duration firstRetry, Duration longestRetry) {
    this(betweenPolls, firstRetry, longestRetry, Duration.ofDays(1));
  }

  /** The same, with the least times that targets ask for between two polls of a render. */
  JobTiming with(Function<Target, Duration> leastTimes) {
    return new JobTiming(
        betweenPolls, firstRetry, longestRetry, fetchDeadline, pollInterval, leastTimes);
  }

  /** The deadline for the download of a render that is done now. */
  Instant fetchedBy(Instant now) {
    return now.plus(fetchDeadline);
  }

  /** A poll that is due a little after a tick is made with that tick, not with the next one. */
  Duration ahead() {
    var quarter = betweenPolls.dividedBy(4);
    return quarter.compareTo(MOST_AHEAD) < 0 ? quarter : MOST_AHEAD;
  }

  /**
   * The time by the poll interval, up to a tenth earlier, so that many jobs are not due at once;
   * but not before the target's least time has passed.
   */
  Instant nextPoll(RenderTask at, int progress, Instant now) {
    long wait = pollInterval.next(at.target(), elapsed(at, now), progress).toMillis();
    var next = now.plusMillis(wait - ThreadLocalRandom.current().nextLong(wait / 10 + 1));
    var soonest = soonestPoll(at.target(), now);
    return next.isBefore(soonest) ? soonest : next;
  }

  /**
   * The time at which a job is looked at again, but not after its deadline: no render is failed
   * whose upstream was last asked long before. A finished one is fetched once more while there is
   * time for the whole download, whatever follows at its deadline. What was looked at a little
   * {@linkplain #ahead ahead} of its deadline was looked at then.
   */
  static Instant byDeadline(Job job, Instant next, Instant now) {
    var begun = job.isDone() ? job.deadline().minus(TO_FETCH) : job.deadline();
    var soon = now.plus(MOST_AHEAD);
    var latest = begun.isAfter(soon) ? begun : job.deadline();
    return latest.isAfter(soon) && next.isAfter(latest) ? latest : next;
  }

  /** The usual time of a poll of a render that is watched. */
  Instant usualPoll(Target target, Instant now) {
    var usual = now.plus(betweenPolls);
    var soonest = soonestPoll(target, now);
    return usual.isBefore(soonest) ? soonest : usual;
  }

  /** Polls may be made a little {@linkplain #ahead ahead} of their time. */
  private Instant soonestPoll(Target target, Instant now) {
    var asked = least.apply(target);
    return asked.isZero() ? now : now.plus(asked).plus(ahead());
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

  /**
   * Doubles with each attempt, with up to a fifth added at random, so that many jobs are not due at
   * once.
   */
  Instant retry(int attempts, @Nullable Duration asked, Instant now) {
    long wait = asked == null ? doubled(attempts) : Math.max(asked.toMillis(), doubled(0));
    long capped = Math.min(wait, longestRetry.toMillis());
    return now.plusMillis(capped + ThreadLocalRandom.current().nextLong(capped / 5 + 1));
  }

  private long doubled(int attempts) {
    return firstRetry.toMillis() << Math.clamp(attempts, 0, 20);
  }
}
