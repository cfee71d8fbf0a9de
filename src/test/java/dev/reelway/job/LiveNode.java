package dev.reelway.job;

import dev.reelway.SettableClock;
import java.time.Duration;

/** A node that renews its leases while time passes, as one does that is well. */
final class LiveNode {

  private static final Duration RENEWED_EVERY = Duration.ofSeconds(5);

  /** What an absence before it has makes it wait for is over after this. */
  private static final Duration LAST = JobEndings.MOST_OVERDUE.plusSeconds(30);

  private LiveNode() {}

  static void passes(JobDesk desk, SettableClock clock, Duration time) {
    var left = time;
    if (left.compareTo(LAST) > 0) {
      clock.passes(left.minus(LAST));
      desk.leases().renew();
      left = LAST;
    }
    for (; left.isPositive(); left = left.minus(RENEWED_EVERY)) {
      clock.passes(left.compareTo(RENEWED_EVERY) < 0 ? left : RENEWED_EVERY);
      desk.leases().renew();
    }
  }
}
