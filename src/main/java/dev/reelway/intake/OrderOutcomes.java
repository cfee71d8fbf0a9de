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

  private static final DroppedBatches.Refusal UNREAD =
      new DroppedBatches.Refusal(
          0, null, "cancelled", "The file was cancelled before this order was read.");

  private final JobsByLine jobs;
  private final Map<Integer, DroppedBatches.Refusal> refusals;
  private final DroppedBatches.@Nullable Refusal otherwise;

  /**
   * @param isRead whether the file has been read: an order with neither a job nor a refusal was
   *     cancelled before it was read
   */
  OrderOutcomes(String batch, DroppedBatches droppedBatches, JobQueries queries, boolean isRead) {
    this.jobs = new JobsByLine(batch, queries);
    this.refusals = droppedBatches.refusalsByLine(batch);
    this.otherwise = isRead ? UNREAD : null;
  }

  /** The outcome of an order; orders must be asked for as in the file. */
  OrderOutcome of(OrderEntry orderEntry) {
    var job = jobs.at(orderEntry.line());
    var refusal = job == null ? refusals.getOrDefault(orderEntry.line(), otherwise) : null;
    return new OrderOutcome(orderEntry, job, refusal);
  }
}
