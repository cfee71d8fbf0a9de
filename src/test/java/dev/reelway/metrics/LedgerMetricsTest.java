package dev.reelway.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerMetricsTest {

  private final SettableClock clock = new SettableClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger reads = new AtomicInteger();
  private final CountDownLatch answers = new CountDownLatch(1);
  private volatile boolean away;
  private volatile boolean hangs;

  @AfterEach
  void theDatabaseAnswers() {
    answers.countDown();
  }

  private void bind(Map<Place, Count> counts) {
    bind(counts, Duration.ofMinutes(1));
  }

  private void bind(Map<Place, Count> counts, Duration patience) {
    new LedgerMetrics(() -> read(counts), Set.of("one", "two"), clock, patience).bindTo(registry);
  }

  /** As a pool behaves whose database is away: it fails after a while. */
  private Map<Place, Count> read(Map<Place, Count> counts) {
    reads.incrementAndGet();
    if (hangs) {
      hang();
    }
    if (away) {
      clock.passes(Duration.ofSeconds(11));
      throw new IllegalStateException("no connection");
    }
    return counts;
  }

  private void hang() {
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void scrape() {
    registry.get("reelway.jobs.open").gauges().forEach(Gauge::value);
    registry.get("reelway.queue.age").timeGauges().forEach(TimeGauge::value);
  }

  @Test
  void oneReadIsForAllGauges() {
    bind(Map.of(new Place(Stage.QUEUED, ""), new Count(3, clock.instant().minusSeconds(90))));

    scrape();

    assertThat(reads).hasValue(1);
    assertThat(queued()).isEqualTo(3);
    assertThat(registry.get("reelway.queue.age").tag("stage", "queued").timeGauge().value())
        .isEqualTo(90);
  }

  @Test
  void theAgeOfRenderedJobsIsThatOfEachUpstream() {
    var since = clock.instant().minusSeconds(90);
    bind(Map.of(new Place(Stage.RENDERED, "two"), new Count(3, since)));

    assertThat(renderedAge("one")).isZero();
    assertThat(renderedAge("two")).isEqualTo(90);
  }

  @Test
  void jobsAtUpstreamsThatAreNoLongerConfiguredAreTold() {
    var now = clock.instant();
    bind(
        Map.of(
            new Place(Stage.RENDERED, "old"), new Count(3, now.minusSeconds(90)),
            new Place(Stage.RENDERED, "older"), new Count(4, now.minusSeconds(120)),
            new Place(Stage.RENDERING, "older"), new Count(5, null),
            new Place(Stage.RENDERED, "one"), new Count(1, now.minusSeconds(300))));

    assertThat(renderedAge("unconfigured")).isEqualTo(120);
    assertThat(open("rendered", "unconfigured")).isEqualTo(7);
    assertThat(open("rendering", "unconfigured")).isEqualTo(5);
    assertThat(open("submitting", "unconfigured")).isZero();
    assertThat(open("rendered", "one")).isOne();
  }

  @Test
  void whatTheModerationHoldsIsMeasuredByItself() {
    var now = clock.instant();
    bind(
        Map.of(
            new Place(Stage.HELD, ""), new Count(2, now.minusSeconds(90)),
            new Place(Stage.HELD, "one"), new Count(3, now.minusSeconds(120)),
            new Place(Stage.HELD, "old"), new Count(4, now.minusSeconds(30))));

    assertThat(open("held", "none")).isEqualTo(2);
    assertThat(open("held", "one")).isEqualTo(3);
    assertThat(open("held", "unconfigured")).isEqualTo(4);
    assertThat(registry.get("reelway.held.age").timeGauge().value()).isEqualTo(120);
    assertThat(renderedAge("one")).isZero();
    assertThat(queued()).isZero();
  }

  private double open(String stage, String upstream) {
    var tags = new String[] {"stage", stage, "upstream", upstream};
    return registry.get("reelway.jobs.open").tags(tags).gauge().value();
  }

  private double renderedAge(String upstream) {
    return registry.get("reelway.rendered.age").tag("upstream", upstream).timeGauge().value();
  }

  @Test
  void aReadThatFailsSlowlyIsForAllGaugesToo() {
    away = true;
    bind(Map.of());

    scrape();

    assertThat(reads).hasValue(1);
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

    assertThat(reads).hasValue(2);
    assertThat(registry.get("reelway.jobs.open").tag("stage", "waiting").gauge().value()).isZero();
  }

  @Test
  void aScrapeEndsThoughTheDatabaseHangs() {
    hangs = true;
    bind(Map.of(), Duration.ofMillis(1));

    scrape();
    await().untilAsserted(() -> assertThat(reads).hasValue(1));
    scrape();

    assertThat(reads).hasValue(1);
    assertThat(queued()).isNaN();
    assertThat(registry.get("reelway.queue.age").tag("stage", "queued").timeGauge().value())
        .isNaN();
  }

  @Test
  void whatWasReadBeforeTheDatabaseHangsIsToldForTwoMinutes() {
    bind(Map.of(new Place(Stage.QUEUED, ""), new Count(3, clock.instant())), Duration.ofMillis(1));
    await().until(() -> queued() == 3);
    hangs = true;

    clock.passes(Duration.ofMinutes(2));
    assertThat(queued()).isEqualTo(3);
    clock.passes(Duration.ofSeconds(1));
    assertThat(queued()).isNaN();
  }

  private double queued() {
    return registry.get("reelway.jobs.open").tag("stage", "queued").gauge().value();
  }
}
