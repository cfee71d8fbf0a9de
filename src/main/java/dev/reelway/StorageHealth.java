package dev.reelway;

import dev.reelway.sink.DiskSpace;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Tells whether films are delivered, or wait for room on a disk. */
final class StorageHealth implements HealthIndicator {

  private final DiskSpace space;

  StorageHealth(DiskSpace space) {
    this.space = space;
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
                    .withDetail("low-water", now.lowWater().toMegabytes() + "MB")
                    .build())
        .orElseGet(() -> Health.up().withDetail("deliveries", "on").build());
  }
}
