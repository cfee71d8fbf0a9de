package dev.reelway.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** At most so many in any minute, wherever it begins; for this process alone. */
public final class Minute {

  private static final Duration LENGTH = Duration.ofMinutes(1);

  private final int most;
  private final Deque<Instant> taken = new ArrayDeque<>();

  public Minute(int most) {
    this.most = most;
  }

  /** How many more may be taken now. */
  public synchronized int left(Instant now) {
    var over = now.minus(LENGTH);
    while (!taken.isEmpty() && !taken.getFirst().isAfter(over)) {
      taken.removeFirst();
    }
    return most - taken.size();
  }

  /** Takes one, if one is left. */
  public synchronized boolean take(Instant now) {
    if (left(now) == 0) {
      return false;
    }
    taken.addLast(now);
    return true;
  }

  /** Gives back one that came to nothing. */
  public synchronized void giveBack() {
    taken.pollLast();
  }
}
