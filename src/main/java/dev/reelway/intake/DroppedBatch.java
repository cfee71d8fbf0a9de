package dev.reelway.intake;

import dev.reelway.wire.PlainText;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * A dropped file in the ledger.
 *
 * @param id its id, which is also the name of its folder in {@code working/}
 * @param licence the licence that owns its jobs
 * @param source the name of the file as dropped
 * @param name its name in {@code done/} and {@code results/}: as dropped, or with a number if that
 *     is taken
 * @param created when the file was claimed
 * @param inbox the name of its inbox
 */
record DroppedBatch(
    String id, String licence, String source, String name, Instant created, String inbox) {

  /** A file that was dropped into the hot folder. */
  DroppedBatch(String id, String licence, String source, String name, Instant created) {
    this(id, licence, source, name, created, Inbox.HOT_FOLDER);
  }

  /** Its id and its name, for a log line. */
  String forLog() {
    return forLog(id, name);
  }

  static String forLog(String id, String name) {
    return "%s (%s)".formatted(id, PlainText.forLog(name));
  }

  /** Whether one of its names, as dropped or with a number, is meant. */
  boolean isCalled(Predicate<String> isNamed) {
    return isNamed.test(name) || isNamed.test(source);
  }
}
