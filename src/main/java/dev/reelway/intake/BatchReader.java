package dev.reelway.intake;

import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.job.BatchLine;
import dev.reelway.job.JobIntake;
import dev.reelway.job.LineOrder;
import dev.reelway.library.StorageFull;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.wire.Causes;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the orders of a batch. Orders without reference images become jobs, up to 500 in one
 * commit; the iterator answers the others, which the caller stores and accepts one by one. A line
 * that an earlier reading has decided is skipped, so that its images are not fetched again, and one
 * that it has refused stays refused, even if the licence would allow it now.
 *
 * <p>Reading stops when the batch is cancelled or late, where the licence may have no more jobs,
 * and when the ledger or a sink is away or the disk is full, which fails all other orders too.
 */
public final class BatchReader implements Iterator<PendingOrder>, Closeable {

  private static final int BATCH_LIMIT = 500;

  /** Orders in memory may each contain an image in base64, and several batches are read at once. */
  private static final int WITH_IMAGES_LIMIT = 2;

  private final Options options;
  private final PromptFile entries;
  private final DroppedBatches droppedBatches;
  private final JobIntake jobs;
  private final Clock clock;
  private final Queue<PendingOrder> withImages = new ArrayDeque<>();
  private boolean ended;
  private @Nullable Throwable failure;

  /**
   * How orders become jobs.
   *
   * @param total the number of orders in the file
   * @param decided the lines that an earlier reading has decided
   * @param deadline the deadline of the jobs, after which no more orders are read; or null for the
   *     default
   * @param orders checks an entry except for its reference images, or throws {@link OrderRefused}
   */
  record Options(
      String batch,
      String licence,
      int total,
      Set<Integer> decided,
      @Nullable Instant deadline,
      Function<OrderEntry, PendingOrder> orders) {}

  BatchReader(
      Options options,
      PromptFile entries,
      DroppedBatches droppedBatches,
      JobIntake jobs,
      Clock clock) {
    this.options = options;
    this.entries = entries;
    this.droppedBatches = droppedBatches;
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public boolean hasNext() {
    while (withImages.isEmpty() && !ended) {
      readMore();
    }
    return !withImages.isEmpty();
  }

  @Override
  public PendingOrder next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return withImages.remove();
  }

  private void readMore() {
    if (isLate() || droppedBatches.isOver(options.batch())) {
      ended = true;
      return;
    }
    var lines = new ArrayList<LineOrder>();
    for (int i = 0; i < BATCH_LIMIT && withImages.size() < WITH_IMAGES_LIMIT && !ended; i++) {
      var orderEntry = orderEntry();
      if (orderEntry == null) {
        ended = true;
      } else if (!options.decided().contains(orderEntry.line())) {
        take(orderEntry, lines);
      }
    }
    accept(lines);
  }

  private boolean isLate() {
    var deadline = options.deadline();
    return deadline != null && !clock.instant().isBefore(deadline);
  }

  private void accept(List<LineOrder> lines) {
    jobs.acceptLines(
        lines,
        options.licence(),
        options.deadline(),
        (line, why) -> droppedBatches.lines().refuse(options.batch(), line.line(), why));
  }

  private @Nullable OrderEntry orderEntry() {
    try {
      return entries.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(OrderEntry orderEntry, List<LineOrder> lines) {
    try {
      var order = options.orders().apply(orderEntry);
      jobs.check(order.orderDraft().order());
      if (order.orderDraft().hasImages()) {
        withImages.add(order);
      } else {
        var line = new BatchLine(options.batch(), orderEntry.line());
        lines.add(new LineOrder(line, order.orderDraft().order(), order.deliveryOptions()));
      }
    } catch (OrderRefused refused) {
      droppedBatches.lines().refuse(options.batch(), orderEntry.line(), refused);
    }
  }

  /** Creates the job of an order whose reference images have been stored. */
  void accept(PendingOrder entry, Order order) {
    var line = new BatchLine(options.batch(), entry.line());
    var accepted = new LineOrder(line, order, entry.deliveryOptions());
    jobs.acceptLine(accepted, options.licence(), options.deadline());
  }

  /** Records an error that is not the fault of an order: the batch will be read again. */
  void failed(Throwable thrown) {
    failure = thrown;
    if (TooManyJobs.isIn(thrown) || Causes.any(thrown, BatchReader::failsAll)) {
      ended = true;
      withImages.clear();
    }
  }

  /** The next order would fail as well; any other failure may be that of one order alone. */
  private static boolean failsAll(Throwable thrown) {
    return thrown instanceof DatabaseUnavailable
        || thrown instanceof SinkUnavailable
        || thrown instanceof StorageFull;
  }

  /**
   * Ends the reading.
   *
   * @throws IOException if one of the orders has been neither accepted nor refused
   */
  void end() throws IOException {
    close();
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  /** The licence that owns the jobs. */
  String licence() {
    return options.licence();
  }

  /** The number of orders in the file, whether read or not. */
  int total() {
    return options.total();
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
