package dev.reelway.intake;

import dev.reelway.intake.ApiBatchOutputs.Output;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.library.ContentStore;
import dev.reelway.library.StoredContent;
import dev.reelway.library.StoredFile;
import dev.reelway.media.SpoolFolder;
import java.io.IOException;
import java.time.Clock;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * Writes the results of a batch over HTTP into two files of the caller: each order has exactly one
 * line in one of them.
 */
public final class ApiBatchResults {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final String TYPE = "application/octet-stream";

  private final ApiBatches calls;
  private final DroppedBatches droppedBatches;
  private final JobQueries queries;
  private final ContentStore contentStore;
  private final SpoolFolder spoolFolder;
  private final BiFunction<Job, String, Object> shown;
  private final Clock clock;

  /**
   * @param shown answers the API representation of a job; its links start with the given text
   */
  ApiBatchResults(
      ApiBatches calls,
      DroppedBatches droppedBatches,
      JobQueries queries,
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      BiFunction<Job, String, Object> shown,
      Clock clock) {
    this.calls = calls;
    this.droppedBatches = droppedBatches;
    this.queries = queries;
    this.contentStore = contentStore;
    this.spoolFolder = spoolFolder;
    this.shown = shown;
    this.clock = clock;
  }

  /**
   * Writes the result files; the temporary copies are deleted when the exchange ends. Where the
   * input file is gone, they have the jobs and refusals that the ledger knows, without the names
   * that are only in the file.
   *
   * @param input the input file, or null if it is gone
   */
  public ApiBatchOutputs write(ApiBatch call, @Nullable Resource input, Exchange exchange)
      throws IOException {
    try (var good = new ResultFile(spoolFolder, exchange);
        var bad = new ResultFile(spoolFolder, exchange)) {
      if (input != null && input.exists()) {
        write(call, ApiBatchIntake.copy(spoolFolder, input, exchange), good, bad);
      } else {
        LOG.warn("{}: its input file is gone; its results lack the names of orders", call.id());
        lines(call).write(droppedBatches.lines().entries(call.id()), good, bad);
      }
      return new ApiBatchOutputs(
          output(call, good, "output"), output(call, bad, "error"), good.lines(), bad.lines());
    }
  }

  private void write(ApiBatch call, SpoolFolder.SpoolFile copy, ResultFile good, ResultFile bad)
      throws IOException {
    try (var entries = new ApiBatchFile(call, copy.path()).open()) {
      lines(call).write(entries::next, good, bad);
    }
  }

  private ResultLines lines(ApiBatch call) {
    return new ResultLines(
        call.id(), droppedBatches, queries, job -> shown.apply(job, call.linkBase()));
  }

  private @Nullable Output output(ApiBatch call, ResultFile lines, String kind) throws IOException {
    if (lines.lines() == 0) {
      return null;
    }
    var bytes = lines.complete();
    var storedContent = new StoredContent(bytes.sha256(), TYPE, bytes.bytes(), null, null);
    return new Output(
        stored(call, kind, storedContent),
        storedContent,
        bytes,
        contentStore.reserve(storedContent, clock.instant()));
  }

  private StoredFile stored(ApiBatch call, String kind, StoredContent storedContent) {
    var now = clock.instant();
    var keep = call.outputKeep();
    return new StoredFile(
        StoredFile.nextId(now),
        call.licence(),
        "%s_%s.jsonl".formatted(call.id(), kind),
        "batch_output",
        storedContent.sha256(),
        storedContent.type(),
        storedContent.bytes(),
        now,
        keep == null ? null : now.plus(keep));
  }

  /** Ends the batch, after its result files have been stored in the sink. */
  public void close(ApiBatch call, ApiBatchOutputs outputs) {
    var now = clock.instant();
    outputs.all().stream()
        .filter(Output::isNew)
        .forEach(
            output ->
                contentStore.recordStored(output.storedContent(), output.assetLocation(), now));
    calls.close(call, outputs, now);
    LOG.info(
        "{} completed: {} orders succeeded, {} failed",
        call.id(),
        outputs.completed(),
        outputs.failed());
  }
}
