package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.JobQueries;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the orders of a prompt file, by its jobs and refusals in the ledger. The names
 * of orders are only in the file, so that it is read again along with them.
 */
final class OrderOutcomes {

  private final JobsByLine jobs;
  private final Map<Integer, DecidedLines.Refusal> refusals;
  private final DecidedLines.@Nullable Refusal otherwise;

  /**
   * @param isRead whether the file has been read: an order with neither a job nor a refusal was not
   *     read in time
   */
  OrderOutcomes(String batch, DroppedBatches droppedBatches, JobQueries queries, boolean isRead) {
    this.jobs = new JobsByLine(batch, queries);
    this.refusals = droppedBatches.lines().refusalsByLine(batch);
    this.otherwise = isRead ? droppedBatches.lines().unread(batch) : null;
  }

  /** The outcome of an order; orders must be asked for as in the file. */
  OrderOutcome of(OrderEntry orderEntry) {
    var job = jobs.at(orderEntry.line());
    var refusal = job == null ? refusals.getOrDefault(orderEntry.line(), otherwise) : null;
    return new OrderOutcome(orderEntry, job, refusal);
  }
}
