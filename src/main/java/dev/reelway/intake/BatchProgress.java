package dev.reelway.intake;

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
 */
record BatchProgress(
    @Nullable Integer total, int done, int failed, int running, int waiting, long progress) {

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
