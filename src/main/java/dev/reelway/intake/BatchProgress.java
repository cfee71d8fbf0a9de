package dev.reelway.intake;

import dev.reelway.cost.Amount;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a file: counts of its orders.
 *
 * @param total the number of orders, or null until the last line has been read
 * @param done the number that succeeded
 * @param failed the number that failed, including refused ones
 * @param running the number that are submitted, rendering or being downloaded
 * @param waiting the number that are not submitted yet
 * @param progress the sum of the progress of all jobs; it changes with each poll
 * @param cost the sum of what the jobs have cost, or null if it is not known, or is in several
 *     currencies
 */
record BatchProgress(
    @Nullable Integer total,
    int done,
    int failed,
    int running,
    int waiting,
    long progress,
    @Nullable Amount cost) {

  /** The progress of a row that counts refused, done, failed, running and waiting orders. */
  static BatchProgress read(ResultSet row) throws SQLException {
    int total = row.getInt("total");
    return new BatchProgress(
        row.wasNull() ? null : total,
        row.getInt("done"),
        row.getInt("failed") + row.getInt("refused"),
        row.getInt("running"),
        row.getInt("waiting"),
        row.getLong("progress"),
        cost(row));
  }

  private static @Nullable Amount cost(ResultSet row) throws SQLException {
    var currency = row.getString("currency");
    return currency != null && currency.equals(row.getString("other_currency"))
        ? Amount.ofMicros(row.getLong("cost"), currency)
        : null;
  }

  /** The number of orders, as far as known. */
  int orders() {
    int known = done + failed + running + waiting;
    return total == null ? known : Math.max(total, known);
  }

  /** Whether all orders have ended. */
  boolean isFinal() {
    return total != null && running + waiting == 0;
  }

  /**
   * The number of failed orders; once final, this includes orders of a cancelled file that were
   * never read.
   */
  int failedTotal() {
    return isFinal() ? orders() - done : failed;
  }
}
