package dev.reelway.intake;

import dev.reelway.job.FairTurns;
import dev.reelway.job.RouteStarter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches over HTTP, several at once and of each licence in turn. Each has its own thread and
 * exchange, and its lease is renewed until it ends, so that a batch whose images load slowly delays
 * at most the later batches of its own licence.
 */
public final class ApiBatchReaders implements AutoCloseable {

  static final int AT_ONCE = 8;
  static final int OF_ONE_LICENCE = 2;

  private static final Logger LOG = LoggerFactory.getLogger("reelway.intake");
  private static final Duration LEASE = Duration.ofSeconds(20);

  private final ApiBatches calls;
  private final Configured configured;
  private final RouteStarter routes;
  private final Runnable trigger;
  private final Clock clock;
  private final FairTurns turns = new FairTurns();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The licences of the batches that have a thread, by the ids of the batches. */
  private final Map<String, String> busy = new ConcurrentHashMap<>();

  /** Those of them whose lease is renewed. */
  private final Map<String, String> held = new ConcurrentHashMap<>();

  /**
   * What this process is configured for: while a new configuration is rolled out, another one may
   * know more.
   *
   * @param licences whether it knows a licence, by its name
   * @param alone whether no other process shares the ledger, nor may be back soon
   */
  record Configured(Predicate<String> licences, BooleanSupplier alone) {}

  /**
   * @param routes starts the route that reads
   * @param trigger makes the route that claims look for more
   */
  ApiBatchReaders(
      ApiBatches calls, Configured configured, RouteStarter routes, Runnable trigger, Clock clock) {
    this.calls = calls;
    this.configured = configured;
    this.routes = routes;
    this.trigger = trigger;
    this.clock = clock;
  }

  /**
   * Claims batches that have not been read, as far as readers are free, and starts to read each.
   * Those of a licence that this process does not know are left to others until their windows end.
   */
  public synchronized void start() {
    int free = AT_ONCE - busy.size();
    var licences = free > 0 ? calls.unreadLicences() : List.<String>of();
    turns.claim("batches", licences, free, this::claim).forEach(this::start);
  }

  private List<ApiBatch> claim(String licence, int most) {
    long others = busy.values().stream().filter(licence::equals).count();
    int limit = (int) Math.min(most, OF_ONE_LICENCE - others);
    return limit <= 0
        ? List.of()
        : claimed(licence, limit).stream()
            .filter(batch -> busy.putIfAbsent(batch.id(), licence) == null)
            .toList();
  }

  private List<ApiBatch> claimed(String licence, int limit) {
    var now = clock.instant();
    return configured.licences().test(licence) || isAlone()
        ? calls.claimUnread(licence, limit, now, LEASE)
        : calls.claimLate(licence, limit, now, LEASE);
  }

  /** Whether no other process can read what this one cannot. */
  boolean isAlone() {
    return configured.alone().getAsBoolean();
  }

  private void start(ApiBatch batch) {
    held.put(batch.id(), batch.licence());
    try {
      threads.execute(() -> read(batch));
    } catch (RejectedExecutionException closing) {
      LOG.debug("{} is read by the next process", batch.id());
      ended(batch);
    }
  }

  private void read(ApiBatch batch) {
    try {
      routes.run("api-batches-read", "batch", batch);
    } catch (RuntimeException e) {
      LOG.warn("{} will be read again later: {}", batch.id(), e.toString());
    } finally {
      ended(batch);
      trigger.run();
    }
  }

  private void ended(ApiBatch batch) {
    held.remove(batch.id());
    busy.remove(batch.id());
  }

  /** The lease of a batch is no longer renewed, as its reading has succeeded or failed. */
  void release(ApiBatch batch) {
    held.remove(batch.id());
  }

  /** Renews the leases of the batches that this process is reading. */
  public void renew() {
    calls.renew(List.copyOf(held.keySet()), clock.instant().plus(LEASE));
  }

  /** Whether this process reads no batch. */
  public boolean isIdle() {
    return busy.isEmpty();
  }

  /** Lets the readers finish and starts no new ones. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
