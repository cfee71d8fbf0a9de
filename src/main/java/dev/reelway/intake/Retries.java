package dev.reelway.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When something that has failed is tried again: after 5 seconds at first, then each time twice as
 * late, up to 10 minutes. For this process alone.
 */
final class Retries {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Clock clock;
  private final Map<String, Pause> pauses = new ConcurrentHashMap<>();

  Retries(Clock clock) {
    this.clock = clock;
  }

  private record Pause(Duration length, Instant end) {}

  /**
   * It has failed.
   *
   * @return how long it rests
   */
  Duration failed(String id) {
    return pauses.compute(id, (same, before) -> next(before)).length();
  }

  private Pause next(@Nullable Pause before) {
    var twice = before == null ? FIRST : before.length().multipliedBy(2);
    var length = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return new Pause(length, clock.instant().plus(length));
  }

  /** Whether it is not to be tried yet. */
  boolean rests(String id) {
    var pause = pauses.get(id);
    return pause != null && pause.end().isAfter(clock.instant());
  }

  /** It has gone well, or is over. */
  void forget(String id) {
    pauses.remove(id);
  }

  /** All others are over. */
  void forgetAllBut(Collection<String> ids) {
    pauses.keySet().retainAll(ids);
  }
}
