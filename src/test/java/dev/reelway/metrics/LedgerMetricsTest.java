package dev.reelway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.job.OpenJobs.Count;
import dev.reelway.job.OpenJobs.Place;
import dev.reelway.job.OpenJobs.Stage;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerMetricsTest {

  private final SettableClock clock = new SettableClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private int reads;
  private boolean away;

  private void bind(Map<Place, Count> counts) {
    new LedgerMetrics(() -> read(counts), Set.of("one", "two"), clock).bindTo(registry);
  }

  /** As a pool behaves whose database is away: it fails after a while. */
  private Map<Place, Count> read(Map<Place, Count> counts) {
    reads++;
    if (away) {
      clock.passes(Duration.ofSeconds(11));
      throw new IllegalStateException("no connection");
    }
    return counts;
  }

  private void scrape() {
    registry.get("reelway.jobs.open").gauges().forEach(Gauge::value);
    registry.get("reelway.queue.age").timeGauges().forEach(TimeGauge::value);
  }

  @Test
  void oneReadIsForAllGauges() {
    bind(Map.of(new Place(Stage.QUEUED, ""), new Count(3, clock.instant().minusSeconds(90))));

    scrape();

    assertThat(reads).isOne();
    assertThat(registry.get("reelway.jobs.open").tag("stage", "queued").gauge().value())
        .isEqualTo(3);
    assertThat(registry.get("reelway.queue.age").tag("stage", "queued").timeGauge().value())
        .isEqualTo(90);
  }

  @Test
  void aReadThatFailsSlowlyIsForAllGaugesToo() {
    away = true;
    bind(Map.of());

    scrape();

    assertThat(reads).isOne();
    assertThat(registry.get("reelway.queue.age").tag("stage", "queued").timeGauge().value())
        .isNaN();
  }

  @Test
  void whatCanBeReadAgainIsTold() {
    away = true;
    bind(Map.of());
    scrape();
    away = false;
    clock.passes(Duration.ofSeconds(11));

    scrape();

    assertThat(reads).isEqualTo(2);
    assertThat(registry.get("reelway.jobs.open").tag("stage", "waiting").gauge().value()).isZero();
  }
}
