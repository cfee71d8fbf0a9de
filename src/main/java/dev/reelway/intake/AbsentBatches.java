package dev.reelway.intake;

import dev.reelway.wire.PlainText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of a shared ledger that are not in the folder that their inbox has on this node: each
 * node may have a folder of its own under the same name. They are left to the node that has them,
 * so that the results of a file lie where it was dropped. One that no node has is reported, and can
 * be ended by whichever node once it is cancelled.
 */
final class AbsentBatches {

  /** By then the node that has the file has closed its batch. */
  private static final Duration UNTIL_REPORTED = Duration.ofMinutes(1);

  /** By then the node that has the file is back from a restart. */
  private static final Duration UNTIL_ENDED = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final Clock clock;
  private final RetryBackoff reported;

  /** Those that this look has found to be absent. */
  private final Set<String> absent = new HashSet<>();

  /** Since when batches are known to be absent. */
  private final Map<String, Instant> absentSince = new HashMap<>();

  /** Since when they are known to be absent and cancelled. */
  private final Map<String, Instant> cancelledSince = new HashMap<>();

  AbsentBatches(Inboxes inboxes, DroppedBatches droppedBatches, Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.clock = clock;
    this.reported = new RetryBackoff(clock);
  }

  /**
   * Whether a batch that could be worked on now is left to other nodes; it is reported if it seems
   * to be with none.
   *
   * @param batch of an inbox that this node has
   */
  synchronized boolean isLeft(DroppedBatch batch) {
    if (!droppedBatches.isShared() || inbox(batch).holds(batch)) {
      return false;
    }
    var id = batch.id();
    absent.add(id);
    absentSince.putIfAbsent(id, clock.instant());
    if (!cancelledSince.containsKey(id) && droppedBatches.isCancelled(id)) {
      cancelledSince.put(id, clock.instant());
    }
    boolean isLeft = !isLong(cancelledSince.get(id), UNTIL_ENDED);
    if (isLeft) {
      report(batch);
    }
    return isLeft;
  }

  /** All batches have been looked at: those that were not absent this time are forgotten. */
  synchronized void looked() {
    absentSince.keySet().retainAll(absent);
    cancelledSince.keySet().retainAll(absent);
    reported.forgetAllBut(absent);
    absent.clear();
  }

  private boolean isLong(@Nullable Instant since, Duration time) {
    return since != null && !since.plus(time).isAfter(clock.instant());
  }

  private void report(DroppedBatch batch) {
    var id = batch.id();
    var inbox = inbox(batch);
    if (isLong(absentSince.get(id), UNTIL_REPORTED)
        && !reported.isWaiting(id)
        && !inboxes.isPaused(inbox)
        && !droppedBatches.isBeingRead(id, clock.instant().minus(UNTIL_REPORTED))) {
      LOG.warn(
          "{}: {} If it is in the folder of another node, that one goes on with it. Looking again"
              + " in {} s",
          id,
          PlainText.forLog(inbox.missingSentence(batch)),
          reported.failed(id).toSeconds());
    }
  }

  private Inbox inbox(DroppedBatch batch) {
    return inboxes.of(batch).orElseThrow();
  }
}
