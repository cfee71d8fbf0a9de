package dev.reelway.idempotency;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The renders whose failure has just been answered. Some clients send any failed request again, a
 * second later and then after ever longer pauses, without a mark. Whoever repeats a request sooner
 * than a person would is answered with the same failure: a new render would be paid, and most
 * likely fail as well. Only the failures that this process has answered are known.
 */
public final class FailedRenders {

  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Clients double their pauses, and add as much at random. */
  private static final int LONGER = 5;

  private static final int MOST = 10_000;

  private final Clock clock;
  private final Map<String, Failure> failures =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
          return size() > MOST;
        }
      };

  public FailedRenders(Clock clock) {
    this.clock = clock;
  }

  private record Failure(String job, Instant answered, Duration window) {}

  /** A request has been answered with the failure of its job. */
  public synchronized void add(RequestKey key) {
    var job = key.object();
    if (job != null && key.mayBeRejoined()) {
      failures.put(key.slot(), new Failure(job, clock.instant(), FIRST));
    }
  }

  /**
   * The failed job of an equal request, if this one follows so soon that a program has sent it. The
   * next one may follow after a pause that is five times as long, but two minutes at most.
   */
  public synchronized Optional<String> repeatedBy(RequestKey key) {
    var last = failures.remove(key.slot());
    var now = clock.instant();
    if (last == null || now.isAfter(last.answered().plus(last.window()))) {
      return Optional.empty();
    }
    var next = Duration.between(last.answered(), now).multipliedBy(LONGER);
    var window = next.compareTo(FIRST) < 0 ? FIRST : next;
    failures.put(
        key.slot(), new Failure(last.job(), now, window.compareTo(LONGEST) > 0 ? LONGEST : window));
    return Optional.of(last.job());
  }
}
