package dev.reelway.intake;

import dev.reelway.database.Database;
import dev.reelway.intake.ApiBatch.Progress;
import dev.reelway.job.JobEndListener;
import dev.reelway.job.Removals;
import dev.reelway.library.ContentStore;
import dev.reelway.sink.Sinks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The queries on batches over HTTP, for drills that measure them. */
public final class BatchCalls {

  private final Database database;
  private final ApiBatches calls;
  private final DroppedBatches droppedBatches;

  public BatchCalls(Database database) {
    var removals = new Removals(database, "this-node");
    var sinks = new Sinks("file", sink -> true);
    this.database = database;
    this.calls =
        new ApiBatches(database, new ContentStore(database, removals, sinks, Duration.ofDays(1)));
    this.droppedBatches = new DroppedBatches(database);
  }

  public JobEndListener counts() {
    return new BatchCounts(database.skipLocked());
  }

  /** Opens a batch that has been read. */
  public void open(String id, String licence, int total, Instant now) {
    calls.open(batch(id, licence, now), null);
    calls.seal(id, total, now);
  }

  /** A batch that has been created and not been read. */
  static ApiBatch batch(String id, String licence, Instant now) {
    return new ApiBatch(
        id,
        licence,
        "file-in",
        "00ff",
        "orders.jsonl",
        "/v1/videos",
        "24h",
        Map.of(),
        Map.of(),
        "https://videos.example/sora",
        null,
        now,
        now.plus(Duration.ofHours(24)),
        Progress.NONE);
  }

  /** How many orders of a licence's newest batch have failed, as a list of batches shows it. */
  public int failed(String licence) {
    return calls.list(licence, null, 100).getFirst().progress().failed();
  }

  /** How many batches have ended, as each tick asks. */
  public int finished() {
    return calls.finished().size() + droppedBatches.finished().size();
  }
}
