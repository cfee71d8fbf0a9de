package dev.reelway.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a source answered last. It is asked on a thread of its own, when somebody reads and its last
 * answer is older than ten seconds. Readers wait for a moment only: a scrape must end although the
 * source hangs, be it a database or a disk of another machine. Then one thread hangs with it, which
 * is none of those that carry virtual ones.
 */
final class LatestReading<T> {

  private static final Duration FRESH = Duration.ofSeconds(10);

  /** Longer than the usual minute between two scrapes, so that a slow source has values too. */
  private static final Duration USABLE = Duration.ofMinutes(2);

  /** A fifth of the ten seconds after which Prometheus gives a scrape up. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<T> source;
  private final Clock clock;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Reading<T> last;
  private @Nullable Attempt underway;

  LatestReading(Supplier<T> source, Clock clock) {
    this(source, clock, PATIENCE);
  }

  /**
   * @param patience how long readers wait for a read, from its start, all of them together
   */
  LatestReading(Supplier<T> source, Clock clock, Duration patience) {
    this.source = source;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * What was read.
   *
   * @param at when the read had ended: one that fails may take as long as a reading is fresh
   * @param value empty if the source failed
   */
  private record Reading<T>(Instant at, Optional<T> value) {}

  /**
   * A read that is under way.
   *
   * @param deadline until when readers wait for it, by {@link System#nanoTime}
   */
  private record Attempt(CountDownLatch ended, long deadline) {

    void await() {
      try {
        ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Empty if the source has failed, or has not answered for two minutes. */
  Optional<T> value() {
    needed().ifPresent(Attempt::await);
    lock.lock();
    try {
      var known = last;
      return known == null || isOlder(known, USABLE) ? Optional.empty() : known.value();
    } finally {
      lock.unlock();
    }
  }

  /** The read that a reader needs; empty if the last one is fresh. */
  private Optional<Attempt> needed() {
    lock.lock();
    try {
      var known = last;
      if (known != null && !isOlder(known, FRESH)) {
        return Optional.empty();
      }
      var attempt = underway;
      if (attempt == null) {
        attempt = new Attempt(new CountDownLatch(1), System.nanoTime() + patience.toNanos());
        underway = attempt;
        Thread.ofPlatform().daemon().name("latest-reading").start(this::read);
      }
      return Optional.of(attempt);
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    Optional<T> value = Optional.empty();
    try {
      value = answer();
    } finally {
      ended(value);
    }
  }

  private Optional<T> answer() {
    try {
      return Optional.of(source.get());
    } catch (RuntimeException unreadable) { // The health tells why.
      return Optional.empty();
    }
  }

  private void ended(Optional<T> value) {
    lock.lock();
    try {
      last = new Reading<>(clock.instant(), value);
      if (underway != null) {
        underway.ended().countDown();
        underway = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOlder(Reading<T> reading, Duration age) {
    return Duration.between(reading.at(), clock.instant()).abs().compareTo(age) > 0;
  }
}
