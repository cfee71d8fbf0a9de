package dev.reelway.intake;

import org.jspecify.annotations.Nullable;

/**
 * How far the orders of a file are.
 *
 * @param total how many it holds, or null until its last line has been read
 * @param done how many have come to a film or to pictures
 * @param failed how many have not and will not, refused ones among them
 * @param running how many an upstream works on, or whose files are fetched
 * @param waiting how many no upstream has heard of yet
 * @param progress grows with each report of a render
 */
record Tally(
    @Nullable Integer total, int done, int failed, int running, int waiting, long progress) {

  /** How many orders it holds, as far as is known. */
  int orders() {
    int known = done + failed + running + waiting;
    return total == null ? known : Math.max(total, known);
  }

  /** Whether each order has come to its end. */
  boolean isFinal() {
    return total != null && running + waiting == 0;
  }

  /** Those of a cancelled file that were never read come to nothing too. */
  int lost() {
    return isFinal() ? orders() - done : failed;
  }
}
