package dev.reelway.intake;

import dev.reelway.intake.BatchOutputs.Output;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.library.Content;
import dev.reelway.library.Library;
import dev.reelway.library.StoredFile;
import dev.reelway.media.Incoming;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
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
public final class BatchResults {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final String TYPE = "application/octet-stream";

  private final CalledBatches calls;
  private final Batches batches;
  private final JobQueries queries;
  private final Library library;
  private final Incoming incoming;
  private final BiFunction<Job, String, Object> shown;
  private final Clock clock;

  /**
   * @param shown answers the API representation of a job; its links start with the given text
   */
  BatchResults(
      CalledBatches calls,
      Batches batches,
      JobQueries queries,
      Library library,
      Incoming incoming,
      BiFunction<Job, String, Object> shown,
      Clock clock) {
    this.calls = calls;
    this.batches = batches;
    this.queries = queries;
    this.library = library;
    this.incoming = incoming;
    this.shown = shown;
    this.clock = clock;
  }

  /** Writes the result files; the temporary copies are deleted when the exchange ends. */
  public BatchOutputs write(BatchCall call, Resource input, Exchange exchange) throws IOException {
    var file = BatchDesk.copy(incoming, input, exchange);
    var folder = Objects.requireNonNull(file.path().getParent());
    try (var entries = PromptFile.records(file.path());
        var good = new ResultFile(folder, exchange);
        var bad = new ResultFile(folder, exchange)) {
      lines(call).write(entries, good, bad);
      return new BatchOutputs(
          output(call, good, "output"), output(call, bad, "error"), good.lines(), bad.lines());
    }
  }

  private ResultLines lines(BatchCall call) {
    return new ResultLines(call.id(), batches, queries, job -> shown.apply(job, call.linkBase()));
  }

  private @Nullable Output output(BatchCall call, ResultFile lines, String kind)
      throws IOException {
    if (lines.lines() == 0) {
      return null;
    }
    var bytes = lines.complete();
    var content = new Content(bytes.sha256(), TYPE, bytes.bytes(), null, null);
    return new Output(
        stored(call, kind, content), content, bytes, library.place(content, clock.instant()));
  }

  private StoredFile stored(BatchCall call, String kind, Content content) {
    var now = clock.instant();
    var keep = call.outputKeep();
    return new StoredFile(
        StoredFile.nextId(now),
        call.licence(),
        "%s_%s.jsonl".formatted(call.id(), kind),
        "batch_output",
        content.sha256(),
        content.type(),
        content.bytes(),
        now,
        keep == null ? null : now.plus(keep));
  }

  /** Ends the batch, after its result files have been stored in the sink. */
  public void close(BatchCall call, BatchOutputs outputs) {
    var now = clock.instant();
    outputs.all().stream()
        .filter(Output::isNew)
        .forEach(output -> library.keep(output.content(), output.place(), now));
    calls.close(call, outputs, now);
    LOG.info(
        "{} completed: {} orders succeeded, {} failed",
        call.id(),
        outputs.completed(),
        outputs.failed());
  }
}
