package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Upstreams;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class CrewsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private static final Order ORDER =
      new VideoOrder(
          "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null);

  private final SingleConnectionDataSource source = new SingleConnectionDataSource();
  private final Ledger ledger = new Ledger(new Database(source, source, false), "this-node");
  private final JobDesk desk = desk();
  private final Polls polls = new Polls(desk, target -> false, CLOCK);
  private final Crews crews = new Crews(desk, polls, Map.of(Step.SUBMIT, 3, Step.POLL, 2));

  @BeforeEach
  void anEmptyLedger(@TempDir Path home) {
    source.setUrl("jdbc:sqlite:" + home.resolve("ledger.db"));
    source.setSuppressClose(true);
    Flyway.configure().dataSource(source).load().migrate();
  }

  @AfterEach
  void closeTheLedger() {
    source.destroy();
  }

  @Test
  void noStepHasMoreJobsInHandThanHands() throws InterruptedException {
    accept(10);

    assertThat(crews.claim("submit")).hasSize(3);
    assertThat(crews.claim("submit")).isEmpty();
  }

  @Test
  void aHandThatIsDoneTakesTheNextJob() throws Exception {
    accept(10);
    crews.claim("submit");

    work(() -> {});

    assertThat(crews.claim("submit")).hasSize(1);
  }

  @Test
  void aHandComesBackWhenItsWorkFails() throws InterruptedException {
    accept(10);
    crews.claim("submit");

    assertThatThrownBy(
            () ->
                work(
                    () -> {
                      throw new IllegalStateException("no luck");
                    }))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("no luck");

    assertThat(crews.claim("submit")).hasSize(1);
  }

  @Test
  void handsThatFindNothingToDoStayFree() throws InterruptedException {
    assertThat(crews.claim("submit")).isEmpty();
    accept(1);
    assertThat(crews.claim("submit")).hasSize(1);
    accept(5);
    assertThat(crews.claim("submit")).hasSize(2);
  }

  @Test
  void handsComeBackWhenTheLedgerIsAway() throws InterruptedException {
    accept(3);
    ledgerIsCalled("away");

    assertThatThrownBy(() -> crews.claim("submit")).hasMessageContaining("no such table");

    ledgerIsCalled("job");
    assertThat(crews.claim("submit")).hasSize(3);
  }

  @Test
  void stepsDoNotShareTheirHands() throws InterruptedException {
    accept(3);
    var running = new CountDownLatch(1);
    crews.claim("submit").forEach(job -> crews.threads(Step.SUBMIT).execute(() -> await(running)));

    assertThat(crews.claim("poll")).isEmpty();
    running.countDown();
  }

  @Test
  void aClosedCrewClaimsNothing() throws InterruptedException {
    accept(1);

    crews.close();

    assertThat(crews.claim("submit")).isEmpty();
  }

  @Test
  void everyHandWorksAtTheSameTime() throws InterruptedException {
    accept(3);
    var together = new CountDownLatch(3);

    crews
        .claim("submit")
        .forEach(
            job ->
                crews
                    .threads(Step.SUBMIT)
                    .execute(
                        () -> {
                          together.countDown();
                          await(together);
                        }));

    assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void work(Runnable work) throws ExecutionException, InterruptedException {
    crews.threads(Step.SUBMIT).submit(work).get();
  }

  private void accept(int jobs) {
    for (int i = 0; i < jobs; i++) {
      desk.accept(ORDER, "anna");
    }
  }

  private void ledgerIsCalled(String name) {
    var other = name.equals("job") ? "away" : "job";
    new Database(source, source, false)
        .reader()
        .sql("alter table %s rename to %s".formatted(other, name))
        .update();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JobDesk desk() {
    var upstreams = new Upstreams(Map.of(), Map.of("sora_video2", List.of()));
    var settings =
        new JobSettings(
            Duration.ofMinutes(30),
            "* * * * * ?",
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Map.of());
    return new JobDesk(
        ledger, new Planner(upstreams, ledger, (dialect, verb) -> false, CLOCK), settings, CLOCK);
  }
}
