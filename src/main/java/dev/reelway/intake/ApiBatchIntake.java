package dev.reelway.intake;

import dev.reelway.idempotency.RequestKey;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.BatchLine;
import dev.reelway.job.DeliveryOptions;
import dev.reelway.job.JobIntake;
import dev.reelway.job.LineOrder;
import dev.reelway.library.ContentStore;
import dev.reelway.licence.Licence;
import dev.reelway.media.DeleteOnCompletion;
import dev.reelway.media.SpoolFolder;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkNotConfigured;
import dev.reelway.sink.Sinks;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * Creates, reads and cancels batches over HTTP. Their orders become jobs like those of a dropped
 * file: a batch and a line number identify a job, so that reading the file again creates no second
 * one.
 */
public final class ApiBatchIntake {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final ApiBatches calls;
  private final ApiBatchReaders readers;
  private final DroppedBatches droppedBatches;
  private final OrderDrafts orderDrafts;
  private final JobIntake jobs;
  private final ContentStore contentStore;
  private final SpoolFolder spoolFolder;
  private final Sinks sinks;
  private final Clock clock;
  private final RetryBackoff retryBackoff;

  /**
   * @param contentStore where the input files are kept
   * @param sinks the sinks that the input files can be read from
   */
  ApiBatchIntake(
      ApiBatches calls,
      ApiBatchReaders readers,
      DroppedBatches droppedBatches,
      Orders orders,
      JobIntake jobs,
      ContentStore contentStore,
      SpoolFolder spoolFolder,
      Sinks sinks,
      Clock clock) {
    this.calls = calls;
    this.readers = readers;
    this.droppedBatches = droppedBatches;
    this.orderDrafts = OrderDrafts.ofUploads(orders);
    this.jobs = jobs;
    this.contentStore = contentStore;
    this.spoolFolder = spoolFolder;
    this.sinks = sinks;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
  }

  /** Creates a batch, with the key of the request; its file is read soon after. */
  public ApiBatch open(ApiBatch call, @Nullable RequestKey key) {
    calls.open(call, key);
    LOG.info("{}: batch created", call.id());
    return call;
  }

  /** The batch with this id, if it belongs to the licence. */
  public Optional<ApiBatch> find(String id, String licence) {
    return calls.find(id, licence);
  }

  /** The batch with this id, of any licence: for holders of a signed link. */
  public Optional<ApiBatch> findLinked(String id) {
    return calls.find(id);
  }

  /**
   * One licence's batches, the newest first.
   *
   * @param after the id of the last batch of the page before, or null for the first page
   */
  public List<ApiBatch> list(String licence, @Nullable String after, int limit) {
    return calls.list(licence, after, limit);
  }

  /** Cancels a batch; one that has ended is not changed. */
  public void cancel(ApiBatch call) {
    calls.cancel(call.id(), clock.instant());
    LOG.info("{}: batch cancelled", call.id());
  }

  /** The licence that owns the jobs of a batch. */
  public Licence licence(ApiBatch call) {
    return new Licence(call.licence(), Set.of());
  }

  /**
   * Whether the file of a batch must be read. A batch that is cancelled or late is ended here
   * without it, as it may be gone or its sink away, unless its orders have not been counted.
   */
  public boolean isToRead(ApiBatch call) {
    var progress = call.progress();
    if (progress.checked() == null || isOpen(call)) {
      return true;
    }
    readers.release(call);
    calls.seal(call.id(), progress.total(), clock.instant());
    retryBackoff.forget(call.id());
    return false;
  }

  /**
   * The input file of a batch; null if it no longer exists, but the batch has been read.
   *
   * @throws BatchRefused if it no longer exists before, or its sink is not configured
   * @throws SinkNotConfigured if another process may be configured for its sink, and there is time
   */
  public @Nullable Asset input(ApiBatch call) {
    var file = contentStore.asset(call.inputSha256()).orElse(null);
    if (file == null && call.progress().read() != null) {
      return null;
    }
    if (file == null) {
      throw inputGone();
    }
    if (!sinks.isConfigured(file.sink())) {
      var missing = new SinkNotConfigured(file.sink());
      throw readers.isAlone() || !isOpen(call)
          ? BatchRefused.of("file_not_found", missing.sentence())
          : missing;
    }
    return file;
  }

  private static BatchRefused inputGone() {
    return BatchRefused.of("file_not_found", "The input file no longer exists.");
  }

  /**
   * Checks the whole input file, then starts to read it.
   *
   * @throws BatchRefused as {@link ApiBatchFile#check} does, and if the file is not in its sink
   * @throws TooManyJobs if it is tried again, and its licence still may have no more jobs
   */
  public BatchReader read(ApiBatch call, Resource input, Exchange exchange) throws IOException {
    if (!input.exists()) {
      throw inputGone();
    }
    if (retryBackoff.isRetried(call.id()) && isOpen(call)) {
      jobs.requireRoom(call.licence());
    }
    var file = new ApiBatchFile(call, copy(spoolFolder, input, exchange).path());
    int total = checked(file);
    var defaults = file.defaults();
    var options =
        new BatchReader.Options(
            call.id(),
            call.licence(),
            total,
            droppedBatches.lines().of(call.id()),
            call.expires(),
            orderEntry -> order(file, orderEntry, defaults));
    return new BatchReader(options, file.open(), droppedBatches, jobs, clock);
  }

  private boolean isOpen(ApiBatch call) {
    return clock.instant().isBefore(call.expires()) && !droppedBatches.isOver(call.id());
  }

  /** The number of its orders; its content never changes, so that it is checked once. */
  private int checked(ApiBatchFile file) throws IOException {
    var call = file.call();
    if (call.progress().checked() != null) {
      return call.progress().total();
    }
    int total = file.check();
    calls.checked(call.id(), total, clock.instant());
    return total;
  }

  private PendingOrder order(ApiBatchFile file, OrderEntry orderEntry, OrderDefaults defaults) {
    var call = file.call();
    var url = orderEntry.url();
    if (url != null && !url.equals(call.endpoint())) {
      throw new OrderRefused("url", file.otherEndpoint());
    }
    var orderDraft = orderDrafts.of(orderEntry, defaults, call.endpoint());
    var given = DeliveryParameters.of(defaults.complete(orderEntry.parameters()), null);
    return new PendingOrder(orderEntry.line(), orderDraft, within(call, given));
  }

  /** An order does not wait longer than its batch. */
  private DeliveryOptions within(ApiBatch call, DeliveryOptions given) {
    var wait = given.longestWait();
    boolean isLonger = wait != null && clock.instant().plus(wait).isAfter(call.expires());
    return isLonger
        ? new DeliveryOptions(given.sink(), given.outputName(), given.priority())
        : given;
  }

  /** A local copy that can be read more than once; it is deleted when the exchange ends. */
  static SpoolFolder.SpoolFile copy(SpoolFolder spoolFolder, Resource input, Exchange exchange)
      throws IOException {
    try (var in = input.getInputStream()) {
      var spoolFile = spoolFolder.store(in, Long.MAX_VALUE);
      exchange.getExchangeExtension().addOnCompletion(new DeleteOnCompletion(spoolFile));
      return spoolFile;
    }
  }

  /** Creates the job of an order whose reference images have been stored. */
  public void accept(ApiBatch call, PendingOrder entry, Order order) {
    var line = new BatchLine(call.id(), entry.line());
    var one = new LineOrder(line, order, entry.deliveryOptions());
    jobs.acceptLine(one, call.licence(), call.expires());
  }

  /**
   * Refuses an order with a reference image that is not acceptable; other errors are ignored here.
   */
  public void refuse(ApiBatch call, PendingOrder entry, Throwable thrown) {
    OrderRefused.in(thrown)
        .ifPresent(why -> droppedBatches.lines().refuse(call.id(), entry.line(), why));
  }

  /** Records an error that is not the fault of the order: the batch will be read again. */
  public void failed(BatchReader batchReader, Throwable thrown) {
    batchReader.failed(thrown);
  }

  /**
   * Records that all orders of the batch are jobs or refused.
   *
   * @throws IOException if one of them failed for another reason
   */
  public void readComplete(ApiBatch call, BatchReader batchReader) throws IOException {
    batchReader.end();
    readers.release(call);
    calls.seal(call.id(), batchReader.total(), clock.instant());
    retryBackoff.forget(call.id());
  }

  /**
   * Fails a batch whose file is not acceptable. A batch with orders that have been accepted or
   * refused already is not failed: reading it, or writing its results, is retried instead.
   */
  public void reject(ApiBatch call, Throwable thrown) {
    if (call.progress().read() != null || droppedBatches.lines().isAny(call.id())) {
      retryLater(call, thrown);
      return;
    }
    var faults = BatchRefused.in(thrown).faults();
    readers.release(call);
    retryBackoff.forget(call.id());
    if (calls.fail(call.id(), faults, clock.instant())) {
      LOG.info("{} failed: {}", call.id(), faults.getFirst().code());
    }
  }

  /**
   * Schedules a retry after a failure to read the file or to write the results, or until the
   * licence may have more jobs.
   */
  public void retryLater(ApiBatch call, Throwable thrown) {
    readers.release(call);
    calls.release(call.id(), clock.instant().plus(retryBackoff.stopped(call.id(), thrown)));
  }

  /** The batches whose jobs have all ended and whose results must be written now. */
  public List<ApiBatch> finished() {
    return calls.finished().stream().filter(call -> !retryBackoff.isWaiting(call.id())).toList();
  }

  /** Records that the results of a batch have been written. */
  public void closed(ApiBatch call) {
    retryBackoff.forget(call.id());
  }
}
