package dev.reelway.intake;

import java.util.function.Predicate;

/** Finds names of dropped files that are not in use in the ledger. */
final class BatchNames {

  private final Predicate<String> isInUse;

  BatchNames(Predicate<String> isInUse) {
    this.isInUse = isInUse;
  }

  /** The name of a batch with this number: {@code prompts.txt}, {@code prompts-2.txt}, … */
  static String name(DroppedBatch droppedBatch, int number) {
    return BatchName.prefix(droppedBatch.inbox())
        + BatchName.numbered(droppedBatch.source(), number);
  }

  /**
   * A number whose name is not in use, found by few look-ups: the number is doubled until its name
   * is free, then the gap is halved until the name before it is in use. Another process may use the
   * name at the same time.
   */
  int freeNumber(DroppedBatch droppedBatch) {
    int free = 1;
    while (isInUse.test(name(droppedBatch, free))) {
      free *= 2;
    }
    int used = free / 2;
    while (free - used > 1) {
      int middle = (used + free) / 2;
      if (isInUse.test(name(droppedBatch, middle))) {
        used = middle;
      } else {
        free = middle;
      }
    }
    return free;
  }
}
