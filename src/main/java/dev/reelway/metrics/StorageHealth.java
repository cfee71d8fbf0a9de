package dev.reelway.metrics;

import dev.reelway.sink.DiskSpace.Shortage;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Whether files are delivered or wait for disk space, and how many removals wait for their sinks.
 * It is unknown while a disk does not answer. Another health component reports a database that does
 * not: then no removal is told of.
 */
final class StorageHealth implements HealthIndicator {

  private final LatestReading<Optional<Shortage>> shortage;
  private final LatestReading<Map<String, Long>> removals;

  /**
   * @param removals how many wait, by sink
   */
  StorageHealth(
      LatestReading<Optional<Shortage>> shortage, LatestReading<Map<String, Long>> removals) {
    this.shortage = shortage;
    this.removals = removals;
  }

  @Override
  public Health health() {
    return shortage
        .value()
        .map(StorageHealth::of)
        .orElseGet(() -> Health.unknown().withDetail("deliveries", "unknown"))
        .withDetail("removals-waiting", removals.value().orElse(Map.of()))
        .build();
  }

  private static Health.Builder of(Optional<Shortage> shortage) {
    return shortage
        .map(
            now ->
                Health.outOfService()
                    .withDetail("deliveries", "paused")
                    .withDetail("folder", now.folder().toString())
                    .withDetail("free", now.free().toMegabytes() + "MB")
                    .withDetail("low-water", now.lowWater().toMegabytes() + "MB"))
        .orElseGet(() -> Health.up().withDetail("deliveries", "on"));
  }
}
