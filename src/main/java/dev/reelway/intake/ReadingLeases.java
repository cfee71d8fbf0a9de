package dev.reelway.intake;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases of dropped files: while a process reads a file, no other one does. A lease is renewed
 * until it ends; that of a process that was killed ends by itself.
 */
final class ReadingLeases {

  private static final String TAKE =
      """
      update batch set reading_until = ? where id = ? and total is null and reading_until <= ?
      """;

  private static final Duration LEASE = Duration.ofSeconds(20);

  private final Database database;
  private final Clock clock;

  /** When the leases of this process end, by the ids of the batches. */
  private final Map<String, Instant> held = new ConcurrentHashMap<>();

  ReadingLeases(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Takes the lease of a batch.
   *
   * @return false if another process has it, or if the batch has been read to the end
   */
  boolean take(String batch) {
    var now = clock.instant();
    var until = now.plus(LEASE);
    boolean taken =
        database.write(
                db ->
                    db.sql(TAKE)
                        .param(until.toEpochMilli())
                        .param(batch)
                        .param(now.toEpochMilli())
                        .update())
            > 0;
    if (taken) {
      held.put(batch, until);
    }
    return taken;
  }

  /** Renews all leases of this process. */
  void renew() {
    var until = clock.instant().plus(LEASE);
    held.replaceAll((batch, before) -> move(batch, before, until) ? until : before);
  }

  /** Ends a lease, if this process has it. */
  void end(String batch) {
    end(batch, Instant.EPOCH);
  }

  /**
   * Ends a lease after a failure, so that no process reads the file for a while, but not for longer
   * than if this one had been killed.
   */
  void pause(String batch, Duration pause) {
    end(batch, clock.instant().plus(pause.compareTo(LEASE) < 0 ? pause : LEASE));
  }

  /** Ends all leases. Only for a ledger that no other process uses. */
  void endAll() {
    database.write(
        db -> db.sql("update batch set reading_until = 0 where reading_until > 0").update());
  }

  private void end(String batch, Instant until) {
    var mine = held.remove(batch);
    if (mine != null) {
      move(batch, mine, until);
    }
  }

  /** Moves the end of a lease; false if it was lost. */
  private boolean move(String batch, Instant before, Instant until) {
    return database.write(
            db ->
                db.sql("update batch set reading_until = ? where id = ? and reading_until = ?")
                    .param(until.toEpochMilli())
                    .param(batch)
                    .param(before.toEpochMilli())
                    .update())
        > 0;
  }
}
