package dev.reelway.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database takes writes, as this process last saw it, and since when it does not. Its
 * begin and its end are logged.
 */
final class WriteOutage {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.database");

  private final AtomicReference<@Nullable Outage> current = new AtomicReference<>();

  /** Why the database takes no writes. */
  enum Reason {
    READ_ONLY("read-only"),
    UNREACHABLE("unreachable"),

    /** SQLite: its file or its disk takes no writes, or another program keeps it locked. */
    NOT_WRITABLE("not writable");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** Finishes a sentence that begins with "The database is". */
    String word() {
      return word;
    }

    static Reason of(Throwable failure) {
      return SqlStates.isReadOnly(failure) ? READ_ONLY : UNREACHABLE;
    }
  }

  /**
   * An outage that lasts.
   *
   * @param began by {@link System#nanoTime}
   */
  record Outage(Reason reason, long began) {

    Duration lasted() {
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  void begin(Reason reason) {
    var before = current.get();
    if (before != null && before.reason() == reason) {
      return;
    }
    var outage =
        before == null ? new Outage(reason, System.nanoTime()) : new Outage(reason, before.began());
    if (current.compareAndSet(before, outage)) {
      LOG.warn("The database is {}: writes wait or are refused", reason.word());
    }
  }

  /**
   * The database takes writes.
   *
   * @return whether it took none before
   */
  boolean end() {
    var outage = current.get();
    if (outage == null || !current.compareAndSet(outage, null)) {
      return false;
    }
    LOG.info("The database takes writes again, after {} ms", outage.lasted().toMillis());
    return true;
  }

  Optional<Outage> current() {
    return Optional.ofNullable(current.get());
  }
}
