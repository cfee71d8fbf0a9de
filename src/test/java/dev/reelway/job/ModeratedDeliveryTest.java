package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.cost.Money;
import dev.reelway.cost.Price;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.net.Downloader;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.sink.AssetLocation;
import dev.reelway.sink.KeyTemplate;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.TargetPrices;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of a render that is paid, and whose files lie in the sink, without a pass. */
class ModeratedDeliveryTest {

  private static final Target TARGET = new Target("up", "key", "m");
  private static final VideoOrder ORDER =
      new VideoOrder("m", "m", "A fox", "1280x720", 8, false, false, false, null);
  private static final List<Asset> FILES =
      List.of(new Asset("file", "a.mp4", "video/mp4", 7, "ab".repeat(32), null));

  private final SettableClock time = new SettableClock();
  private final Moderation moderation =
      new Moderation(new ModerationSettings(null, "direct:ask"), false, time);
  private final List<String> discarded = new ArrayList<>();
  private final Set<AssetLocation> places = new HashSet<>();
  private final Downloader downloader = new Downloader(Set.of());
  private final AssetDelivery delivery = delivery();
  private final TestDatabase store;
  private final Ledger ledger;
  private final JobDesk desk;

  ModeratedDeliveryTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node", new Discarded());
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var price = new Price(null, new BigDecimal("0.10"), null, null, null, null);
    var upstreams =
        new Upstreams(
            List.of(upstream),
            Map.of("m", List.of(TARGET)),
            Map.of(),
            Map.of(),
            new TargetPrices(Money.DOLLARS, Map.of(TARGET.upstreamModel(), price)),
            Map.of());
    var planner = new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
    desk = new JobDesk(ledger, planner, new TestJobSettings().build(), time);
  }

  private final class Discarded implements JobEndListener {

    @Override
    public void ended(JdbcClient db, Job job) {
      places.add(delivery.sidecar(job));
    }

    @Override
    public void discarded(JdbcClient db, Job job) {
      discarded.add(job.id());
      places.add(delivery.sidecar(job));
    }

    @Override
    public void committed() {}
  }

  @AfterEach
  void close() {
    SubmitIntent.end();
    downloader.close();
    store.close();
  }

  @Test
  void theQuestionHasTheFilesAndWhatTheyCost() {
    assertThat(moderation.filesQuestion(rendered(), FILES))
        .contains("\"before\":\"delivery\"", "\"upstream\":\"up\"", "\"key\":\"a.mp4\"", "0.8");
  }

  @Test
  void aRefusedRenderKeepsItsCostAndGivesUpItsFiles() {
    var job = rendered();

    desk.failures().failed(job, answered("{\"decision\": \"refuse\", \"reason\": \"No.\"}"));

    var failed = now(job);
    assertThat(failed.state()).isInstanceOf(Failed.class);
    assertThat(((Failed) failed.state()).why().message()).isEqualTo("No.");
    assertThat(failed.history().cost())
        .isEqualTo(job.history().cost())
        .isNotEqualTo(JobHistory.NONE.cost());
    assertThat(discarded).containsExactly(job.id());
  }

  @Test
  void aHeldRenderStaysRenderedAndGivesUpItsFilesAtItsDeadline() {
    var job = rendered();

    desk.failures().failed(job, answered("{\"decision\": \"hold\"}"));

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
    assertThat(now(job).deadline()).isEqualTo(job.deadline());
    assertThat(discarded).isEmpty();

    LiveNode.passes(desk, time, Duration.ofDays(3));
    desk.endings().expire();

    assertThat(now(job).state())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.why().message()).endsWith(ModerationHeld.CAUSE));
    assertThat(discarded).containsExactly(job.id());
  }

  /** Whichever node claims it: its upstream may have forgotten the files by then. */
  @Test
  void filesOfAHeldJobAreNotFetchedAgain() {
    var job = rendered();
    assertThat(moderation.heldFiles(job)).isEmpty();
    for (int times = 0; times < 2; times++) {
      desk.failures().failed(job, answered("{\"decision\": \"hold\"}"));
      time.passes(ModerationHeld.PAUSE);
      job = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
      assertThat(moderation.heldFiles(job)).isEqualTo(FILES);
    }

    desk.failures().failed(job, new SinkUnavailable("The sink is away.", new IOException()));
    time.passes(Duration.ofMinutes(1));

    assertThat(moderation.heldFiles(Claims.of(desk, JobStep.DELIVER, 1).getFirst()))
        .isEqualTo(FILES);
  }

  @Test
  void filesThatAreHeldAreLeftByANodeWithoutTheEndpoint() {
    var settings = new ModerationSettings("direct:ask", null);
    var job = rendered();
    desk.failures().failed(job, answered("{\"decision\": \"hold\"}"));

    for (int times = 0; times < 3; times++) {
      time.passes(Duration.ofMinutes(1));
      var again = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
      var left = catchThrowable(() -> new Moderation(settings, true, time).heldFiles(again));
      assertThat(left).isInstanceOf(NotConfigured.class);
      desk.failures().failed(again, left);
      assertThat(now(job).rendered().held()).isEqualTo(FILES);
      assertThat(NotConfigured.hasLeft(now(job))).isTrue();
    }

    assertThat(moderation.heldFiles(now(job))).isEqualTo(FILES);
    var ofOneNode = new Moderation(settings, false, time);
    assertThat(ofOneNode.heldFiles(now(job))).isEqualTo(FILES);
  }

  /** The operator has changed the sink, and the names there, since the files were stored. */
  @ParameterizedTest
  @ValueSource(strings = {"refused", "cancelled", "late", "deleted"})
  void theFilesOfAHeldJobAreGivenUpWhereTheyLie(String end) {
    var job = rendered();
    desk.failures().failed(job, answered("{\"decision\": \"hold\"}"));

    end(job, end);

    assertThat(now(job).state()).isInstanceOf(Failed.class);
    assertThat(places).containsExactly(new AssetLocation("file", "a.json"));
  }

  private void end(Job job, String end) {
    switch (end) {
      case "refused" -> refuse();
      case "cancelled" -> desk.endings().cancel(job);
      case "late" -> {
        LiveNode.passes(desk, time, Duration.ofDays(3));
        desk.endings().expire();
      }
      default -> {
        refuse();
        desk.endings().delete(now(job));
      }
    }
  }

  private void refuse() {
    time.passes(ModerationHeld.PAUSE);
    var job = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
    desk.failures().failed(job, answered("{\"decision\": \"refuse\"}"));
  }

  @Test
  void theSidecarOfAHeldJobIsWrittenWhereItsFilesLie() {
    desk.failures().failed(rendered(), answered("{\"decision\": \"hold\"}"));
    time.passes(ModerationHeld.PAUSE);
    var job = Claims.of(desk, JobStep.DELIVER, 1).getFirst();

    assertThat(delivery.sink(job)).isEqualTo("file");
    assertThat(delivery.sidecar(job)).isEqualTo(new AssetLocation("file", "a.json"));
  }

  private AssetDelivery delivery() {
    var terms =
        new AssetDelivery.DeliveryTerms(
            "later",
            sink -> new KeyTemplate("{date}/{job}.{ext}"),
            1,
            false,
            dialect -> false,
            dialect -> false);
    return new AssetDelivery(terms, downloader, time);
  }

  private Throwable answered(String answer) {
    return catchThrowable(() -> moderation.filesAnswered(FILES, answer));
  }

  private Job rendered() {
    desk.intake().accept(ORDER, "anna");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    desk.steps().submitted(now(job), new Report("t", Verdict.DONE, null, null, List.of()));
    return Claims.of(desk, JobStep.DELIVER, 1).getFirst();
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }
}
