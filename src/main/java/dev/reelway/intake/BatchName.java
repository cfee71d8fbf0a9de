package dev.reelway.intake;

import java.nio.charset.StandardCharsets;

/** The names of dropped files in the ledger, where each inbox has its own. */
final class BatchName {

  private static final int LONGEST_STEM = 180;
  private static final int LONGEST_EXTENSION = 10;

  private BatchName() {}

  /** What the names of an inbox begin with in the ledger; the name of a file has no slash. */
  static String prefix(String inbox) {
    return inbox.equals(Inbox.HOT_FOLDER) ? "" : inbox + "/";
  }

  /** {@code prompts.txt}, {@code prompts-2.txt}, … */
  static String numbered(String name, int n) {
    int dot = dot(name);
    var stem = shortened(name.substring(0, dot));
    return (n == 1 ? stem : stem + "-" + n) + name.substring(dot);
  }

  /** Where the extension begins, if there is one that is not too long for a file name. */
  private static int dot(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 || name.length() - dot > LONGEST_EXTENSION ? name.length() : dot;
  }

  /**
   * A stem so short that the names of result files, which begin with it, have 255 bytes at most.
   */
  static String shortened(String stem) {
    int end = stem.length();
    while (stem.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_STEM) {
      end = stem.offsetByCodePoints(end, -1);
    }
    return stem.substring(0, end);
  }
}
