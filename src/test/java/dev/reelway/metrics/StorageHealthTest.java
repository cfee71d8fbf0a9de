package dev.reelway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.DiskSpace.Shortage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

class StorageHealthTest {

  private static final long LOW_WATER = 1_000_000;

  private final SettableClock clock = new SettableClock();
  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch answers = new CountDownLatch(1);
  private final Path outbox;
  private long free = LOW_WATER;
  private volatile boolean hangs;

  StorageHealthTest(@TempDir Path outbox) {
    this.outbox = outbox;
  }

  @AfterEach
  void theDiskAnswers() {
    answers.countDown();
  }

  @Test
  void itTellsOfTheShortageAndOfTheRemovals() {
    free = 0;
    var reading = reading(Duration.ofMinutes(1));

    var health = health(reading).health();

    assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(health.getDetails())
        .containsEntry("deliveries", "paused")
        .containsEntry("folder", outbox.toString())
        .containsEntry("removals-waiting", Map.of("sftp", 3L));
    assertThat(gauge(reading)).isOne();
  }

  @Test
  void enoughSpaceIsFine() {
    var reading = reading(Duration.ofMinutes(1));

    assertThat(health(reading).health().getDetails()).containsEntry("deliveries", "on");
    assertThat(gauge(reading)).isZero();
  }

  /** The server of a shared outbox is away: a system call does not return until it is back. */
  @Test
  void aScrapeAndTheHealthEndThoughADiskHangs() {
    hangs = true;
    var reading = reading(Duration.ZERO);

    for (int n = 0; n < 5; n++) {
      assertThat(gauge(reading)).isNaN();
      var health = health(reading).health();
      assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
      assertThat(health.getDetails())
          .containsEntry("deliveries", "unknown")
          .containsKey("removals-waiting");
    }

    assertThat(looks).hasValueLessThanOrEqualTo(1);
  }

  private StorageHealth health(LatestReading<Optional<Shortage>> reading) {
    return new StorageHealth(
        reading, new LatestReading<>(() -> Map.of("sftp", 3L), clock, Duration.ofMinutes(1)));
  }

  private static double gauge(LatestReading<Optional<Shortage>> reading) {
    var registry = new SimpleMeterRegistry();
    new MetricsConfiguration().sinkMetrics(reading).bindTo(registry);
    return registry.get("reelway.deliveries.paused").gauge().value();
  }

  private LatestReading<Optional<Shortage>> reading(Duration patience) {
    var space = new DiskSpace(List.of(outbox), LOW_WATER, folder -> look());
    return new LatestReading<>(space::shortage, clock, patience);
  }

  private long look() {
    looks.incrementAndGet();
    if (hangs) {
      try {
        answers.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return free;
  }
}
