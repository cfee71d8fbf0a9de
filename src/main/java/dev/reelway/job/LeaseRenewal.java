package dev.reelway.job;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of this process four times as often as they would run out, on a thread that
 * does nothing else: whatever housekeeping waits for, no live worker loses its job.
 */
final class LeaseRenewal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final int TIMES_A_LEASE = 4;
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

  /** By then each node has renewed its leases: a renewal that fails is retried sooner than that. */
  static final Duration AFTER_AN_OUTAGE = Duration.ofSeconds(3);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease-renewal").factory());
  private final JobLeases leases;
  private final long every;

  /**
   * @param lease how long a lease lasts that is not renewed
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  LeaseRenewal(JobDesk desk, Duration lease) {
    this.leases = desk.leases();
    this.every = Math.max(1, lease.toMillis() / TIMES_A_LEASE);
    thread.schedule(this::renew, every, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    long next = Math.min(every, AFTER_A_FAILURE.toMillis());
    try {
      leases.renew();
      next = every;
    } catch (RuntimeException e) {
      LOG.warn("Leases could not be renewed and will be tried again: {}", e.toString());
    } finally {
      scheduleNext(next);
    }
  }

  /** Not after a shutdown. */
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  private void scheduleNext(long millis) {
    try {
      thread.schedule(this::renew, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("Leases are not renewed any more", closed);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
