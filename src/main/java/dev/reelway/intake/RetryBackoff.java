package dev.reelway.intake;

import dev.reelway.quota.TooManyJobs;
import dev.reelway.wire.PlainText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exponential backoff: the first retry after 5 seconds, each further one after twice the time, up
 * to 10 minutes. Kept in memory, per process.
 */
final class RetryBackoff {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private static final Duration FIRST = Duration.ofSeconds(5);

  /** Claimed files are looked at every 5 seconds: none may miss the next look by a moment. */
  private static final Duration WAIT = Duration.ofSeconds(4);

  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

  RetryBackoff(Clock clock) {
    this.clock = clock;
  }

  private record Pause(Duration length, Instant end) {}

  /**
   * Records a failure.
   *
   * @return the time until the next retry
   */
  Duration failed(String id) {
    return pauses.compute(id, (same, before) -> next(before)).length();
  }

  /**
   * Records why a batch was not worked on to its end, and logs it. Waiting for the licence's own
   * jobs is no failure.
   *
   * @return the time until the next try; always the shortest while the licence may have no more
   *     jobs
   */
  Duration stopped(String batch, Throwable thrown) {
    if (TooManyJobs.isIn(thrown)) {
      LOG.debug("{} waits until its licence may have more jobs", batch);
      pauses.put(batch, new Pause(WAIT, clock.instant().plus(WAIT)));
      return WAIT;
    }
    var pause = failed(batch);
    LOG.warn(
        "{} could not be processed; retrying in {} s: {}",
        batch,
        pause.toSeconds(),
        PlainText.forLog(thrown.toString()));
    return pause;
  }

  private Pause next(@Nullable Pause before) {
    var twice = before == null ? FIRST : before.length().multipliedBy(2);
    var length = twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
    return new Pause(length, clock.instant().plus(length));
  }

  /** Whether the next retry is not due yet. */
  boolean isWaiting(String id) {
    var pause = pauses.get(id);
    return pause != null && pause.end().isAfter(clock.instant());
  }

  /** Whether an id has failed or waited before, and neither succeeded nor ended since. */
  boolean isRetried(String id) {
    return pauses.containsKey(id);
  }

  /** Forgets the failures of an id that has succeeded or ended. */
  void forget(String id) {
    pauses.remove(id);
  }

  /** Forgets the failures of all other ids. */
  void forgetAllBut(Collection<String> ids) {
    pauses.keySet().retainAll(ids);
  }
}
