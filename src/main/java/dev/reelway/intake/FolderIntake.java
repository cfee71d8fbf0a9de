package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.job.JobIntake;
import dev.reelway.licence.Licence;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims and reads the files of all inboxes. A file is claimed once it is in {@code
 * working/<batch>/}. It can then be read any number of times, as a batch and a line number identify
 * a job.
 */
public final class FolderIntake {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final ClaimedFiles claimedFiles;
  private final ReadingLeases readingLeases;
  private final Map<Inbox, OrderDrafts> drafts;
  private final JobIntake jobs;
  private final Clock clock;
  private final Set<String> beingRead = ConcurrentHashMap.newKeySet();
  private final RetryBackoff retryBackoff;

  /** The batches that wait for a node that knows their licence. */
  private final Set<String> left = ConcurrentHashMap.newKeySet();

  FolderIntake(
      Inboxes inboxes,
      DroppedBatches droppedBatches,
      ReadingLeases readingLeases,
      Orders orders,
      JobIntake jobs,
      Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.claimedFiles = new ClaimedFiles(inboxes, droppedBatches, clock);
    this.readingLeases = readingLeases;
    this.drafts =
        inboxes.all().stream()
            .collect(
                Collectors.toMap(Function.identity(), inbox -> orderDrafts(inbox, orders, clock)));
    this.jobs = jobs;
    this.clock = clock;
    this.retryBackoff = new RetryBackoff(clock);
  }

  private static OrderDrafts orderDrafts(Inbox inbox, Orders orders, Clock clock) {
    return new OrderDrafts(orders, new InboxImages(inbox.folder(), inbox.settled(), clock));
  }

  /** A new batch id; ids sort by time. */
  public String newBatchId() {
    return "batch_%012x%08x"
        .formatted(clock.millis(), ThreadLocalRandom.current().nextInt() & 0xffffffffL);
  }

  /** The claimed file at this path. */
  public DroppedFile claimed(String path) {
    return DroppedFile.at(Path.of(path));
  }

  /**
   * Claimed files that have not been read to the end and have no reader here, because it was
   * stopped.
   */
  public List<DroppedFile> unfinished() throws IOException {
    return claimedFiles.unread(batch -> beingRead.contains(batch) || isWaiting(batch));
  }

  /** A file that is left to other nodes can be ended by this one as soon as it is cancelled. */
  private boolean isWaiting(String batch) {
    return retryBackoff.isWaiting(batch) && !(left.contains(batch) && droppedBatches.isOver(batch));
  }

  /**
   * Reserves a file for this exchange until it ends, and inserts its batch with the options file
   * beside it.
   *
   * @return whether it must be read: false if another reader has it, here or on another node, or
   *     has read it meanwhile, and if only other nodes may know its licence
   */
  public boolean open(DroppedFile file, Exchange exchange) throws IOException {
    if (!beingRead.add(file.batch())) {
      return false;
    }
    exchange.getExchangeExtension().addOnCompletion(new Releasing(file));
    if (droppedBatches.isSealed(file.batch())) {
      return false;
    }
    claimedFiles.open(file);
    return !isLeft(file) && readingLeases.take(file.batch());
  }

  /**
   * A file of a licence that only other nodes may know is left to them: this one could but refuse
   * all its orders. So it does once there is no other node, as the file would never end.
   */
  private boolean isLeft(DroppedFile file) {
    var batch = file.batch();
    var owner = owner(file);
    if (!inboxes.isElsewhere(owner) || droppedBatches.isOver(batch)) {
      left.remove(batch);
      return false;
    }
    left.add(batch);
    LOG.warn(
        "{} is left to a node that knows its licence {}: looking again in {} s. Drop {}.cancel to"
            + " end it.",
        DroppedBatch.forLog(batch, file.fileName()),
        PlainText.forLog(owner),
        retryBackoff.failed(batch).toSeconds(),
        PlainText.forLog(file.fileName()));
    return true;
  }

  /** Releases the file when the exchange ends, so that it can be read again. */
  private final class Releasing extends SynchronizationAdapter {

    private final DroppedFile file;

    Releasing(DroppedFile file) {
      this.file = file;
    }

    /** Handles a failure that the error policies did not handle, like one to move the file away. */
    @Override
    public void onFailure(Exchange over) {
      retryLater(file, Objects.requireNonNullElseGet(over.getException(), IOException::new));
      super.onFailure(over);
    }

    @Override
    public void onDone(Exchange over) {
      readingLeases.end(file.batch());
      beingRead.remove(file.batch());
    }
  }

  /** Renews the leases of the files that this process is reading. */
  public void renew() {
    readingLeases.renew();
  }

  /**
   * Checks the whole file, then starts to read it; orders become jobs while it is read. Once some
   * have, the file is read to the end whatever has become of its licence: each further order is
   * refused by itself.
   *
   * @throws PromptFileRefused if the file is not acceptable, empty, or a duplicate, or if its
   *     licence may not own jobs of the inbox
   * @throws TooManyJobs if it is tried again, and its licence still may have no more jobs
   */
  public BatchReader read(DroppedFile file) throws IOException {
    var inbox = inboxes.of(file);
    var owner = owner(file);
    if (retryBackoff.isRetried(file.batch()) && !droppedBatches.isOver(file.batch())) {
      jobs.requireRoom(owner);
    }
    var decided = droppedBatches.lines().of(file.batch());
    if (decided.isEmpty()) {
      inboxes.requireOwner(owner, inbox);
    }
    var orderDefaults = inbox.orderDefaults().and(file.options());
    int total =
        PromptFile.count(
            file.file(), orderDefaults.models()); // before the first job: it may be malformed
    if (decided.isEmpty()) {
      checkNew(file, orderDefaults);
    }
    var options =
        new BatchReader.Options(
            file.batch(),
            owner,
            total,
            decided,
            null,
            orderEntry -> order(inbox, orderEntry, orderDefaults));
    return new BatchReader(
        options, PromptFile.open(file.file(), orderDefaults.models()), droppedBatches, jobs, clock);
  }

  private PendingOrder order(Inbox inbox, OrderEntry orderEntry, OrderDefaults orderDefaults) {
    var orderDraft = Objects.requireNonNull(drafts.get(inbox)).of(orderEntry, orderDefaults);
    var deliveryOptions =
        DeliveryParameters.of(orderDefaults.complete(orderEntry.parameters()), inbox.sink());
    return new PendingOrder(orderEntry.line(), orderDraft, deliveryOptions);
  }

  private void checkNew(DroppedFile file, OrderDefaults orderDefaults) {
    var same =
        orderDefaults.force()
            ? Optional.<DroppedBatch>empty()
            : droppedBatches.sameAs(file.batch());
    if (same.isPresent()) {
      throw new PromptFileRefused(
          "Duplicate file: %s, dropped on %s, has the same content. To render it again, set force: true in %s."
              .formatted(
                  same.get().name(), same.get().created(), file.fileName() + ".options.yaml"));
    }
  }

  /** The licence that owns the jobs of a file that is read. */
  public Licence licence(BatchReader batchReader) {
    return new Licence(batchReader.licence(), Set.of());
  }

  /**
   * The licence that the inbox had when the file was claimed: one file never belongs to two, though
   * the inbox is given another one while it is read, on this node or on others.
   */
  private String owner(DroppedFile file) {
    return droppedBatches
        .find(file.batch())
        .map(DroppedBatch::licence)
        .orElseGet(() -> inboxes.of(file).licence());
  }

  /** Creates the job of an order whose reference images have been stored. */
  public void accept(BatchReader batchReader, PendingOrder entry, Order order) {
    batchReader.accept(entry, order);
  }

  /**
   * Refuses an order with a reference image that is not acceptable; other errors are ignored here.
   */
  public void refuse(DroppedFile file, PendingOrder entry, Throwable thrown) {
    OrderRefused.in(thrown)
        .ifPresent(why -> droppedBatches.lines().refuse(file.batch(), entry.line(), why));
  }

  /** Records an error that is not the fault of the order: the file will be read again. */
  public void failed(BatchReader batchReader, Throwable thrown) {
    batchReader.failed(thrown);
  }

  /**
   * Records that all orders of the file are jobs or refused.
   *
   * @throws IOException if one of them failed for another reason
   */
  public void readComplete(DroppedFile file, BatchReader batchReader) throws IOException {
    batchReader.end();
    droppedBatches.seal(file.batch(), batchReader.total());
    retryBackoff.forget(file.batch());
    LOG.info(
        "{}: file read, orders: {}",
        DroppedBatch.forLog(file.batch(), file.fileName()),
        batchReader.total());
  }

  /**
   * Schedules a retry after a failure that may be temporary, or until the licence may have more
   * jobs.
   */
  public void retryLater(DroppedFile file, Throwable thrown) {
    readingLeases.pause(file.batch(), retryBackoff.stopped(file.batch(), thrown));
  }

  /** Records that a file was moved to {@code failed/}, so that it is not retried. */
  public void rejected(DroppedFile file) {
    retryBackoff.forget(file.batch());
  }
}
