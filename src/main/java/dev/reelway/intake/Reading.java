package dev.reelway.intake;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is being read: makes jobs of its orders, many in one commit, and hands out those
 * that start from pictures, which are to be accepted one by one.
 */
public final class Reading implements Iterator<Pictured>, Closeable {

  private static final int LINES_AT_ONCE = 500;

  /** Each of them may hold a picture as text. */
  private static final int PICTURED_AT_ONCE = 16;

  private final Terms terms;
  private final PromptFile entries;
  private final Batches batches;
  private final JobIntake jobs;
  private final Queue<Pictured> pictured = new ArrayDeque<>();
  private boolean ended;
  private volatile @Nullable Throwable failure;

  /**
   * What its orders become.
   *
   * @param total how many orders there are
   * @param deadline of the jobs, or null for the usual one
   * @param orders checks an order in all but its pictures, or refuses it
   */
  record Terms(
      String batch,
      String licence,
      int total,
      @Nullable Instant deadline,
      Function<Entry, Pictured> orders) {}

  Reading(Terms terms, PromptFile entries, Batches batches, JobIntake jobs) {
    this.terms = terms;
    this.entries = entries;
    this.batches = batches;
    this.jobs = jobs;
  }

  @Override
  public boolean hasNext() {
    while (pictured.isEmpty() && !ended) {
      readOn();
    }
    return !pictured.isEmpty();
  }

  @Override
  public Pictured next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return pictured.remove();
  }

  private void readOn() {
    if (batches.isCancelled(terms.batch())) {
      ended = true;
      return;
    }
    var taken = new ArrayList<LineOrder>();
    for (int i = 0; i < LINES_AT_ONCE && pictured.size() < PICTURED_AT_ONCE && !ended; i++) {
      var entry = entry();
      if (entry == null) {
        ended = true;
      } else {
        take(entry, taken);
      }
    }
    accept(taken);
  }

  private void accept(List<LineOrder> taken) {
    if (terms.deadline() == null) {
      jobs.acceptLines(taken, terms.licence());
    } else {
      jobs.acceptLines(taken, terms.licence(), terms.deadline());
    }
  }

  private @Nullable Entry entry() {
    try {
      return entries.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(Entry entry, List<LineOrder> taken) {
    try {
      var order = terms.orders().apply(entry);
      jobs.check(order.draft().order());
      if (order.draft().hasPictures()) {
        pictured.add(order);
      } else {
        var line = new BatchLine(terms.batch(), entry.line());
        taken.add(new LineOrder(line, order.draft().order(), order.handling()));
      }
    } catch (OrderRefused refused) {
      batches.refuse(terms.batch(), entry.line(), refused);
    }
  }

  /** Something else than its own fault kept an order from being taken: all is to be read again. */
  void failed(Throwable thrown) {
    failure = thrown;
  }

  /**
   * Ends the reading.
   *
   * @throws IOException where one of the orders is neither a job nor refused
   */
  void end() throws IOException {
    close();
    if (failure != null) {
      throw new IOException(failure);
    }
  }

  /** How many orders there are, read or not. */
  int total() {
    return terms.total();
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
