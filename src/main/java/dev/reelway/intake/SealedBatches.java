package dev.reelway.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which batches have been read to the end, so that the ledger is asked about each until
 * it has.
 */
final class SealedBatches {

  private static final int ASKED_AT_ONCE = 500;

  private final DroppedBatches droppedBatches;
  private final Set<String> sealed = ConcurrentHashMap.newKeySet();

  SealedBatches(DroppedBatches droppedBatches) {
    this.droppedBatches = droppedBatches;
  }

  /** Which of these batches have not been read to the end; all others are forgotten. */
  List<String> unsealed(Collection<String> batches) {
    sealed.retainAll(Set.copyOf(batches));
    var open = new ArrayList<String>(batches);
    open.removeAll(sealed);
    for (int from = 0; from < open.size(); from += ASKED_AT_ONCE) {
      int to = Math.min(open.size(), from + ASKED_AT_ONCE);
      sealed.addAll(droppedBatches.sealed(open.subList(from, to)));
    }
    open.removeAll(sealed);
    return open;
  }
}
