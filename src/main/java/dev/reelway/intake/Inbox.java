package dev.reelway.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A folder for prompt files, and the settings of their jobs.
 *
 * @param name its name in the configuration
 * @param folder its path; it contains {@code working/}, {@code done/}, {@code failed/} and {@code
 *     results/}
 * @param licence the licence that owns the jobs
 * @param orderDefaults the default parameters of orders
 * @param sink the sink of the results, or null for the default sink
 * @param marker the suffix of a marker file that shows that a file is complete, or null if a file
 *     is complete once it has stopped changing
 * @param settled how long a file must be unchanged to be complete
 * @param folders the folders in it
 */
record Inbox(
    String name,
    Path folder,
    String licence,
    OrderDefaults orderDefaults,
    @Nullable String sink,
    @Nullable String marker,
    Duration settled,
    InboxFolders folders) {

  /** What the results of a file are called, after its name. */
  private static final List<String> RESULTS =
      List.of(".report.html", ".results.jsonl", ".errors.jsonl");

  /** Clocks of nodes, and of what serves their folders, may differ. */
  private static final Duration CLOCKS = Duration.ofMinutes(5);

  /** The name of the inbox that always exists. */
  public static final String HOT_FOLDER = "hot-folder";

  /** One whose folders are what they are now. */
  Inbox(
      String name,
      Path folder,
      String licence,
      OrderDefaults orderDefaults,
      @Nullable String sink,
      @Nullable String marker,
      Duration settled) {
    this(name, folder, licence, orderDefaults, sink, marker, settled, InboxFolders.of(folder));
  }

  /**
   * A folder in it, which is made if it is missing.
   *
   * @param path like {@code failed} or {@code done/2026-11-30}
   * @throws IOException if it was replaced by a link since the start
   */
  Path made(String path) throws IOException {
    return Files.createDirectories(folders.require(Path.of(path)));
  }

  /** The folder of results and reports. */
  Path results() {
    return folder.resolve("results");
  }

  /**
   * Whether results of a file of this name lie here. On some disks they are also those of a name
   * with other capitals, or with the letters in another form, and would be replaced.
   */
  boolean hasResults(String name) {
    return RESULTS.stream().anyMatch(ending -> Files.exists(results().resolve(name + ending)));
  }

  /**
   * Whether a batch is in this folder, open or ended; its file may be missing. A file of the same
   * name that ended before the batch began is one of an earlier ledger.
   */
  boolean holds(DroppedBatch droppedBatch) {
    return isOpen(droppedBatch)
        || hasDone(droppedBatch) && !isOlder("results", ".errors.jsonl", droppedBatch)
        || hasFailed(droppedBatch) && !isOlder("failed", ".reason.txt", droppedBatch);
  }

  /** Whether what was written when a file ended is older than a batch of this name. */
  private boolean isOlder(String where, String ending, DroppedBatch droppedBatch) {
    var written = folder.resolve(where).resolve(droppedBatch.name() + ending);
    try {
      var time = Files.getLastModifiedTime(written).toInstant();
      return time.isBefore(droppedBatch.created().minus(CLOCKS));
    } catch (IOException none) { // Somebody has taken it away.
      return false;
    }
  }

  /** Whether a batch is claimed here and has not been moved away; its file may be missing. */
  boolean isOpen(DroppedBatch droppedBatch) {
    return Files.exists(claim(droppedBatch));
  }

  boolean hasDone(DroppedBatch droppedBatch) {
    return Files.exists(folder.resolve(done(droppedBatch)).resolve(droppedBatch.name()));
  }

  boolean hasFailed(DroppedBatch droppedBatch) {
    return Files.exists(folder.resolve("failed").resolve(droppedBatch.name()));
  }

  /** The folder, in the inbox, of a file whose results are written. */
  static String done(DroppedBatch droppedBatch) {
    return "done/" + LocalDate.ofInstant(droppedBatch.created(), ZoneOffset.UTC);
  }

  /** What to do about the file of a batch that is not in its place. */
  String missingSentence(DroppedBatch droppedBatch) {
    return "%s is missing. Put it back, mount the folder of the inbox, or drop %s.cancel to end it without the file."
        .formatted(
            working(droppedBatch),
            isOpen(droppedBatch) ? droppedBatch.source() : droppedBatch.id());
  }

  /** The path of a file while it is processed. */
  Path working(DroppedBatch droppedBatch) {
    return claim(droppedBatch).resolve(droppedBatch.source());
  }

  private Path claim(DroppedBatch droppedBatch) {
    return folder.resolve("working").resolve(droppedBatch.id());
  }

  /**
   * The same, to be opened or moved.
   *
   * @throws IOException if a folder that it lies in was replaced by a link since the start
   */
  Path claimed(DroppedBatch droppedBatch) throws IOException {
    requireClaim(droppedBatch.id());
    return working(droppedBatch);
  }

  /**
   * Refuses the folder of a claimed file.
   *
   * @throws IOException if it, or {@code working/}, was replaced by a link since the start
   */
  void requireClaim(String batch) throws IOException {
    folders.require(Path.of("working", batch));
  }
}
