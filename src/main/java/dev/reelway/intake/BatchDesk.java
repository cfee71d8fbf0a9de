package dev.reelway.intake;

import dev.reelway.intake.BatchCall.Fault;
import dev.reelway.job.BatchLine;
import dev.reelway.job.Handling;
import dev.reelway.job.JobIntake;
import dev.reelway.job.LineOrder;
import dev.reelway.library.Deleting;
import dev.reelway.library.Library;
import dev.reelway.licence.Licence;
import dev.reelway.media.Incoming;
import dev.reelway.order.Order;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Orders;
import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkUnknown;
import dev.reelway.sink.Sinks;
import dev.reelway.wire.PlainText;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * Creates, reads and cancels batches over HTTP. Their orders become jobs like those of a dropped
 * file: a batch and a line number identify a job, so that reading the file again creates no second
 * one.
 */
public final class BatchDesk {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final int READ_AT_ONCE = 4;
  private static final int MAX_FAULTS = 100;
  private static final Duration LEASE = Duration.ofSeconds(20);

  private final CalledBatches calls;
  private final Batches batches;
  private final Drafts drafts;
  private final JobIntake jobs;
  private final Library library;
  private final Incoming incoming;
  private final Sinks sinks;
  private final Clock clock;
  private final Set<String> beingRead = ConcurrentHashMap.newKeySet();
  private final Retries retries;

  /**
   * @param library where the input files are kept
   * @param sinks the sinks that the input files can be read from
   */
  BatchDesk(
      CalledBatches calls,
      Batches batches,
      Orders orders,
      JobIntake jobs,
      Library library,
      Incoming incoming,
      Sinks sinks,
      Clock clock) {
    this.calls = calls;
    this.batches = batches;
    this.drafts = new Drafts(orders);
    this.jobs = jobs;
    this.library = library;
    this.incoming = incoming;
    this.sinks = sinks;
    this.clock = clock;
    this.retries = new Retries(clock);
  }

  /** Creates a batch; its file is read soon after. */
  public BatchCall open(BatchCall call) {
    calls.open(call);
    LOG.info("{}: batch created", call.id());
    return call;
  }

  /** The batch with this id, if it belongs to the licence. */
  public Optional<BatchCall> find(String id, String licence) {
    return calls.find(id, licence);
  }

  /**
   * One licence's batches, the newest first.
   *
   * @param after the id of the last batch of the page before, or null for the first page
   */
  public List<BatchCall> list(String licence, @Nullable String after, int limit) {
    return calls.list(licence, after, limit);
  }

  /** Cancels a batch; one that has ended is not changed. */
  public void cancel(BatchCall call) {
    calls.cancel(call.id(), clock.instant());
    LOG.info("{}: batch cancelled", call.id());
  }

  /** Claims some batches to read; no other reader gets them until the exchange ends. */
  public List<BatchCall> unread(Exchange exchange) {
    var claimed = calls.claimUnread(READ_AT_ONCE, clock.instant(), LEASE);
    var ids = claimed.stream().map(BatchCall::id).toList();
    beingRead.addAll(ids);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange over) {
                ids.forEach(beingRead::remove);
              }
            });
    return claimed;
  }

  /** Renews the leases of the batches that this process is reading. */
  public void renew() {
    calls.renew(List.copyOf(beingRead), clock.instant().plus(LEASE));
  }

  /** The licence that owns the jobs of a batch. */
  public Licence licence(BatchCall call) {
    return new Licence(call.licence(), Set.of());
  }

  /**
   * The input file of a batch.
   *
   * @throws BatchFaulty if it no longer exists, or its sink is not configured
   */
  public Asset input(BatchCall call) {
    var file =
        library
            .asset(call.inputSha256())
            .orElseThrow(
                () -> BatchFaulty.of("file_not_found", "The input file no longer exists."));
    if (!sinks.knows(file.sink())) {
      throw BatchFaulty.of("file_not_found", new SinkUnknown(file.sink()).sentence());
    }
    return file;
  }

  /**
   * Checks the whole input file, then starts to read it.
   *
   * @throws BatchFaulty if the file has no orders, or any line that is not an order for the
   *     endpoint of the batch
   */
  public Reading read(BatchCall call, Resource input, Exchange exchange) throws IOException {
    var file = copy(incoming, input, exchange);
    int total = check(call, file);
    var terms =
        new Reading.Terms(
            call.id(),
            call.licence(),
            total,
            call.expires(),
            entry -> new Pictured(entry.line(), drafts.of(entry, Defaults.NONE), Handling.USUAL));
    return new Reading(terms, PromptFile.records(file.path()), batches, jobs);
  }

  /** A local copy that can be read more than once; it is deleted when the exchange ends. */
  static Incoming.File copy(Incoming incoming, Resource input, Exchange exchange)
      throws IOException {
    try (var in = input.getInputStream()) {
      var file = incoming.take(in, Long.MAX_VALUE);
      exchange.getExchangeExtension().addOnCompletion(new Deleting(file));
      return file;
    }
  }

  private static int check(BatchCall call, Incoming.File file) throws IOException {
    var faults = new ArrayList<Fault>();
    int total = 0;
    try (var entries = PromptFile.records(file.path())) {
      for (var entry = entries.next(); entry != null; entry = entries.next()) {
        total++;
        fault(call, entry).ifPresent(faults::add);
        if (faults.size() == MAX_FAULTS) {
          break;
        }
      }
    } catch (PromptFileRefused refused) {
      throw BatchFaulty.of("invalid_file", String.valueOf(refused.getMessage()));
    }
    if (total == 0) {
      throw BatchFaulty.of("empty_file", "The input file contains no orders.");
    }
    if (!faults.isEmpty()) {
      throw new BatchFaulty(faults);
    }
    return total;
  }

  private static Optional<Fault> fault(BatchCall call, Entry entry) {
    var refused = entry.refused();
    if (refused != null) {
      return Optional.of(fault(entry, refused.code(), refused.sentence(), refused.param()));
    }
    if (!call.endpoint().equals(entry.url())) {
      var sentence = "url must be %s, the endpoint of the batch".formatted(call.endpoint());
      return Optional.of(fault(entry, "mismatched_endpoint", sentence, "url"));
    }
    return Optional.empty();
  }

  private static Fault fault(Entry entry, String code, String message, @Nullable String param) {
    return new Fault(code, message, param, entry.line());
  }

  /** Creates the job of an order whose reference images have been stored. */
  public void accept(BatchCall call, Pictured entry, Order order) {
    var line = new BatchLine(call.id(), entry.line());
    var one = new LineOrder(line, order, Handling.USUAL);
    jobs.acceptLines(List.of(one), call.licence(), call.expires());
  }

  /**
   * Refuses an order with a reference image that is not acceptable; other errors are ignored here.
   */
  public void refuse(BatchCall call, Pictured entry, Throwable thrown) {
    OrderRefused.in(thrown).ifPresent(why -> batches.refuse(call.id(), entry.line(), why));
  }

  /** Records an error that is not the fault of the order: the batch will be read again. */
  public void failed(Reading reading, Throwable thrown) {
    reading.failed(thrown);
  }

  /**
   * Records that all orders of the batch are jobs or refused.
   *
   * @throws IOException if one of them failed for another reason
   */
  public void seal(BatchCall call, Reading reading) throws IOException {
    reading.end();
    beingRead.remove(call.id());
    calls.seal(call.id(), reading.total(), clock.instant());
    retries.forget(call.id());
  }

  /**
   * Fails a batch whose file is not acceptable. A batch whose orders are jobs already is not
   * failed: writing its results is retried instead.
   */
  public void reject(BatchCall call, Throwable thrown) {
    if (call.progress().read() != null) {
      troubled(call, thrown);
      return;
    }
    var faults = BatchFaulty.in(thrown).faults();
    beingRead.remove(call.id());
    retries.forget(call.id());
    if (calls.fail(call.id(), faults, clock.instant())) {
      LOG.info("{} failed: {}", call.id(), faults.getFirst().code());
    }
  }

  /** Schedules a retry after a failure to read the file or to write the results. */
  public void troubled(BatchCall call, Throwable thrown) {
    beingRead.remove(call.id());
    var pause = retries.failed(call.id());
    LOG.warn(
        "{}: processing failed; retrying in {} s: {}",
        call.id(),
        pause.toSeconds(),
        PlainText.logged(thrown.toString()));
    calls.release(call.id(), clock.instant().plus(pause));
  }

  /** The batches whose jobs have all ended and whose results must be written now. */
  public List<BatchCall> finished() {
    return calls.finished().stream().filter(call -> !retries.rests(call.id())).toList();
  }

  /** Records that the results of a batch have been written. */
  public void closed(BatchCall call) {
    retries.forget(call.id());
  }
}
