package dev.reelway.intake;

import java.time.Instant;

/**
 * A dropped file as the ledger knows it.
 *
 * @param id also the name of its folder in {@code working/}
 * @param source the file's name as it was dropped
 * @param name its name in {@code done/} and {@code results/}: as dropped, or numbered where that is
 *     taken
 * @param inbox the name of the inbox that it came through
 */
record Batch(String id, String licence, String source, String name, Instant created, String inbox) {

  /** One that was dropped into the hot folder. */
  Batch(String id, String licence, String source, String name, Instant created) {
    this(id, licence, source, name, created, Inbox.HOT_FOLDER);
  }
}
