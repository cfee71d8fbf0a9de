package dev.reelway.job;

import java.time.Duration;
import java.util.concurrent.Executors;
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

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("lease-renewal").factory());
  private final JobLeases leases;

  /**
   * @param lease how long a lease lasts that is not renewed
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  LeaseRenewal(JobDesk desk, Duration lease) {
    this.leases = desk.leases();
    long every = Math.max(1, lease.toMillis() / TIMES_A_LEASE);
    thread.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      leases.renew();
    } catch (RuntimeException e) {
      LOG.warn("Leases could not be renewed and will be tried again: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
