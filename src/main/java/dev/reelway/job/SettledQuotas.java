package dev.reelway.job;

import dev.reelway.database.Database;
import dev.reelway.quota.Reservation;
import java.time.Clock;
import java.time.Duration;

/**
 * Deletes what licences have used of days and months that are long over. No job is open for so long
 * that it could still be settled there.
 */
public final class SettledQuotas {

  private static final Duration KEPT = Duration.ofDays(92);

  private final Database database;
  private final Clock clock;

  SettledQuotas(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Deletes the rows; those of open jobs are of no day and stay. */
  public void sweep() {
    var before = Reservation.day(clock.instant().minus(KEPT));
    database.write(db -> db.sql("delete from quota where period < ?").param(before).update());
  }
}
