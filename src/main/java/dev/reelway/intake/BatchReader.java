package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.intake.format.PromptFile;
import dev.reelway.job.BatchLine;
import dev.reelway.job.JobIntake;
import dev.reelway.job.LineOrder;
import dev.reelway.order.OrderRefused;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * commit; the iterator answers the others, which the caller stores and accepts one by one. Reading
 * stops when the batch is cancelled. A line that an earlier reading has refused stays refused, even
 * if the licence would allow it now.
 */
public final class BatchReader implements Iterator<PendingOrder>, Closeable {

  private static final int BATCH_LIMIT = 500;

  /** Orders in memory may each contain an image in base64, and several batches are read at once. */
  private static final int WITH_IMAGES_LIMIT = 2;

  private final Options options;
  private final PromptFile entries;
  private final DroppedBatches droppedBatches;
  private final JobIntake jobs;
  private final Set<Integer> refused;
  private final Queue<PendingOrder> withImages = new ArrayDeque<>();
  private boolean ended;
  private volatile @Nullable Throwable failure;

  /**
   * How orders become jobs.
   *
   * @param total the number of orders in the file
   * @param deadline the deadline of the jobs, or null for the default
   * @param orders checks an entry except for its reference images, or throws {@link OrderRefused}
   */
  record Options(
      String batch,
      String licence,
      int total,
      @Nullable Instant deadline,
      Function<OrderEntry, PendingOrder> orders) {}

  BatchReader(Options options, PromptFile entries, DroppedBatches droppedBatches, JobIntake jobs) {
    this.options = options;
    this.entries = entries;
    this.droppedBatches = droppedBatches;
    this.jobs = jobs;
    this.refused = droppedBatches.refusalsByLine(options.batch()).keySet();
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
    if (droppedBatches.isCancelled(options.batch())) {
      ended = true;
      return;
    }
    var lines = new ArrayList<LineOrder>();
    for (int i = 0; i < BATCH_LIMIT && withImages.size() < WITH_IMAGES_LIMIT && !ended; i++) {
      var orderEntry = orderEntry();
      if (orderEntry == null) {
        ended = true;
      } else if (!refused.contains(orderEntry.line())) {
        take(orderEntry, lines);
      }
    }
    accept(lines);
  }

  private void accept(List<LineOrder> lines) {
    jobs.acceptLines(
        lines,
        options.licence(),
        options.deadline(),
        (line, why) -> droppedBatches.refuse(options.batch(), line.line(), why));
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
      droppedBatches.refuse(options.batch(), orderEntry.line(), refused);
    }
  }

  /** Records an error that is not the fault of an order: the whole batch will be read again. */
  void failed(Throwable thrown) {
    failure = thrown;
  }

  /**
   * Ends the reading.
   *
   * @throws IOException if one of the orders is neither a job nor refused
   */
  void end() throws IOException {
    close();
    if (failure != null) {
      throw new IOException(failure);
    }
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
