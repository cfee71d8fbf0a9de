package dev.reelway.database;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.wire.Causes;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * The sessions with PostgreSQL. When one turns out to be read-only or broken, the primary may have
 * changed: all others are evicted too, those that read included, as a session with a former primary
 * would answer what was true once.
 */
final class Sessions {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long BETWEEN_PROBES = Duration.ofSeconds(1).toNanos();

  private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();
  private final List<HikariDataSource> readers = new CopyOnWriteArrayList<>();
  private final WriteOutage outage = new WriteOutage();
  private final Duration patience;
  private final AtomicLong probed = new AtomicLong(System.nanoTime());
  private volatile long written = System.nanoTime();
  private long evicted = System.nanoTime();

  Sessions() {
    this(PATIENCE);
  }

  /**
   * @param patience how long a write waits for a primary
   */
  Sessions(Duration patience) {
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }

  /** These sessions are evicted from now on; sources that are no pools have none. */
  void add(DataSource source, boolean reads) {
    if (source instanceof HikariDataSource pool) {
      pools.add(pool);
      if (reads) {
        readers.add(pool);
      }
    }
  }

  /** The outage that lasts, if any. */
  Optional<WriteOutage.Outage> outage() {
    return outage.current();
  }

  /**
   * Refuses a write at once where a long outage lasts, except for one a second after the last one,
   * as it may be over.
   *
   * @throws DatabaseUnavailable if the write is refused
   */
  void admit() {
    var now = outage.current();
    if (now.isPresent() && now.get().lasted().compareTo(patience) > 0 && !mayProbe()) {
      throw new DatabaseUnavailable("the database is " + now.get().reason().word());
    }
  }

  private boolean mayProbe() {
    long last = probed.get();
    long now = System.nanoTime();
    return now - last > BETWEEN_PROBES && probed.compareAndSet(last, now);
  }

  /** A write has waited in vain, and found out that the outage lasts. */
  void gaveUp() {
    probed.set(System.nanoTime());
  }

  /** A write was committed. */
  void written() {
    written = System.nanoTime();
    ended();
  }

  /** A new session takes writes. */
  void opened() {
    ended();
  }

  /** A new session could not be opened, or is with a server that takes no writes. */
  void refused(SQLException failure) {
    boolean others = System.nanoTime() - written < BETWEEN_PROBES;
    if (!others && (SqlStates.isReadOnly(failure) || SqlStates.isBroken(failure))) {
      outage.begin(WriteOutage.Reason.of(failure));
    }
  }

  /**
   * Work has failed in a session.
   *
   * @param begun when it began; sessions that were opened later are not evicted
   */
  void failed(Throwable failure, long begun) {
    if (Causes.any(failure, one -> one instanceof SQLTransientConnectionException)) {
      return; // There was no session.
    }
    if (SqlStates.isReadOnly(failure)) {
      outage.begin(WriteOutage.Reason.READ_ONLY);
    }
    if (SqlStates.isReadOnly(failure) || SqlStates.isBroken(failure)) {
      evict(begun);
    }
  }

  private synchronized void evict(long begun) {
    if (begun - evicted > 0) {
      evicted = System.nanoTime();
      evict(pools);
    }
  }

  /** Sessions for reading may have been opened with another server meanwhile. */
  private void ended() {
    if (outage.end()) {
      evict(readers);
    }
  }

  private static void evict(List<HikariDataSource> pools) {
    for (var pool : pools) {
      var running = pool.getHikariPoolMXBean();
      if (running != null) {
        running.softEvictConnections();
      }
    }
  }
}
