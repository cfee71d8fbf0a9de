package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the orders of a prompt file, by its jobs and refusals in the ledger. The names
 * of orders are only in the file, so that it is read again along with them.
 */
final class OrderOutcomes {

  private final AscendingLines<Job> jobs;
  private final AscendingLines<DecidedLines.Refusal> refusals;
  private final DecidedLines.@Nullable Refusal otherwise;

  /**
   * @param isRead whether the file has been read: an order with neither a job nor a refusal was not
   *     read in time
   */
  OrderOutcomes(String batch, DroppedBatches droppedBatches, JobQueries queries, boolean isRead) {
    var lines = droppedBatches.lines();
    this.jobs =
        new AscendingLines<>(
            (after, limit) -> queries.ofBatch(batch, after, limit),
            job -> Objects.requireNonNull(job.batch()).line());
    this.refusals =
        new AscendingLines<>(
            (after, limit) -> lines.refusals(batch, after, limit), DecidedLines.Refusal::line);
    this.otherwise = isRead ? lines.unread(batch) : null;
  }

  /** The outcome of an order; orders must be asked for as in the file. */
  OrderOutcome of(OrderEntry orderEntry) {
    var job = jobs.at(orderEntry.line());
    return new OrderOutcome(orderEntry, job, job == null ? refusal(orderEntry.line()) : null);
  }

  private DecidedLines.@Nullable Refusal refusal(int line) {
    var refusal = refusals.at(line);
    return refusal == null ? otherwise : refusal;
  }
}
