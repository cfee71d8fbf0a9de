package dev.reelway.intake;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A folder that prompt files are dropped into, and what becomes of them.
 *
 * @param name what it is called in the configuration
 * @param folder where it is; {@code working/}, {@code done/}, {@code failed/} and {@code results/}
 *     lie inside it
 * @param licence whose jobs the lines become
 * @param defaults what orders say where they say nothing themselves
 * @param sink where their films go, or null for the usual sink
 * @param marker what the name of a file ends in that says that another one has arrived, or null
 *     where a file has arrived once it stays the same
 * @param settled how long it must stay so
 */
record Inbox(
    String name,
    Path folder,
    String licence,
    Defaults defaults,
    @Nullable String sink,
    @Nullable String marker,
    Duration settled) {

  /** The name of the one that is always there. */
  public static final String HOT_FOLDER = "hot-folder";

  /** Where the results of its files lie. */
  Path results() {
    return folder.resolve("results");
  }

  /** Where a batch lies while it is under way. */
  Path working(Batch batch) {
    return folder.resolve("working").resolve(batch.id()).resolve(batch.source());
  }
}
