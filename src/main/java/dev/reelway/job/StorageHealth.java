package dev.reelway.job;

import dev.reelway.sink.DiskSpace;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.dao.DataAccessException;

/**
 * Whether files are delivered or wait for disk space, and how many removals wait for their sinks.
 */
final class StorageHealth implements HealthIndicator {

  private final DiskSpace space;
  private final Supplier<Map<String, Long>> removals;

  /**
   * @param removals how many wait, by sink
   */
  StorageHealth(DiskSpace space, Supplier<Map<String, Long>> removals) {
    this.space = space;
    this.removals = removals;
  }

  @Override
  public Health health() {
    return space
        .shortage()
        .map(
            now ->
                Health.outOfService()
                    .withDetail("deliveries", "paused")
                    .withDetail("folder", now.folder().toString())
                    .withDetail("free", now.free().toMegabytes() + "MB")
                    .withDetail("low-water", now.lowWater().toMegabytes() + "MB"))
        .orElseGet(() -> Health.up().withDetail("deliveries", "on"))
        .withDetail("removals-waiting", waiting())
        .build();
  }

  /** Another health component reports a database that does not answer. */
  private Map<String, Long> waiting() {
    try {
      return removals.get();
    } catch (DataAccessException unknown) {
      return Map.of();
    }
  }
}
