package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.cost.Money;
import dev.reelway.cost.Price;
import dev.reelway.cost.ReportedCost;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.order.VideoOrder;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a render costs is kept with its job, however the job ends. */
class BilledRendersTest {

  private static final Target FIRST = new Target("first", "key", "m");
  private static final Target SECOND = new Target("second", "key", "m");
  private static final VideoOrder ORDER =
      new VideoOrder("m", "m", "A fox", "1280x720", 8, false, false, false, null);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Ledger ledger;
  private final JobDesk desk;

  BilledRendersTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node");
    var planner = new TargetPlanner(upstreams(), ledger.queries(), (dialect, verb) -> false, time);
    desk = new JobDesk(ledger, planner, new TestJobSettings().build(), time);
  }

  private static Upstreams upstreams() {
    var price = new Price(null, new BigDecimal("0.10"), null, null, null, null);
    return new Upstreams(
        List.of(upstream("first"), upstream("second")),
        Map.of("m", List.of(FIRST, SECOND)),
        Map.of(),
        Map.of(),
        new TargetPrices(
            Money.DOLLARS, Map.of(FIRST.upstreamModel(), price, SECOND.upstreamModel(), price)),
        Map.of());
  }

  private static Upstream upstream(String name) {
    return new Upstream(name, "sora", "http://127.0.0.1:1", "key", "k", false);
  }

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void aRenderThatIsDoneCostsItsPriceUntilItsUpstreamTellsMore() {
    var job = submitted(report("t", Verdict.WORKING, null));
    assertThat(cost(job)).isNull();

    desk.steps().polled(polled(), report("t", Verdict.DONE, null));
    assertThat(cost(job)).isEqualTo("0.8 USD true");
    assertThat(row(job)).isEqualTo("800000 USD");
  }

  @Test
  void whatIsToldDuringARenderIsKept() {
    var job = submitted(report("t", Verdict.WORKING, "0.3"));
    assertThat(cost(job)).isEqualTo("0.3 USD false");

    desk.steps().polled(polled(), report("t", Verdict.WORKING, null));
    desk.steps().polled(polled(), report("t", Verdict.DONE, null));

    assertThat(cost(job)).isEqualTo("0.3 USD false");
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"REFUSED", "FAILED", "LOST"})
  void aBlockedRenderThatIsBilledKeepsItsCost(Verdict verdict) {
    var blocked = submitted(report(null, verdict, "0.5"));
    assertThat(cost(blocked)).isEqualTo("0.5 USD false");
    assertThat(now(blocked).state()).isInstanceOf(Failed.class);

    var free = submitted(report(null, verdict, null));
    assertThat(cost(free)).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"BUSY", "UNAVAILABLE"})
  void theSecondTargetsRenderAddsToTheFirsts(Verdict verdict) {
    var job = written();
    var busy = catchThrowable(() -> desk.steps().submitted(job, report(null, verdict, "0.05")));
    desk.failures().failed(job, busy);
    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(cost(job)).isEqualTo("0.05 USD false");

    var again = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
    var second = desk.steps().submitting(again);
    assertThat(second.submitting().at()).isEqualTo(SECOND);
    desk.steps().submitted(second, report("t", Verdict.DONE, null));

    assertThat(cost(job)).isEqualTo("0.85 USD true");
    assertThat(now(job).history().cost().charges()).hasSize(2);
  }

  @Test
  void anAnswerThatCannotBeUsedIsBilledAllTheSame() {
    var job = written();
    var unusable =
        catchThrowable(() -> desk.steps().submitted(job, report("a b", Verdict.DONE, "0.5")));
    desk.failures().failed(job, unusable);

    assertThat(now(job).state()).isInstanceOf(Failed.class);
    assertThat(cost(job)).isEqualTo("0.5 USD false");
  }

  /** The dialect itself refused it; what an upstream has refused is refused. */
  @Test
  void anOrderThatWasNotSentGoesToTheNextTarget() {
    var job = begun();
    desk.steps().submitted(job, report(null, Verdict.REFUSED, null));
    assertThat(now(job).state()).isInstanceOf(Queued.class);

    var again = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
    var second = desk.steps().submitting(again);
    assertThat(second.submitting().at()).isEqualTo(SECOND);
    desk.steps().submitted(second, report(null, Verdict.REFUSED, null));
    assertThat(now(job).state()).isInstanceOf(Failed.class);

    var sent = submitted(report(null, Verdict.REFUSED, null));
    assertThat(now(sent).state()).isInstanceOf(Failed.class);
  }

  private Job submitted(Report report) {
    var job = written();
    desk.steps().submitted(job, report);
    return job;
  }

  private Job written() {
    var job = begun();
    desk.steps().commitIntent(job);
    return now(job);
  }

  private Job begun() {
    desk.intake().accept(ORDER, "anna");
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private Job polled() {
    time.passes(Duration.ofMinutes(1));
    return Claims.of(desk, JobStep.POLL, 1).getFirst();
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private @Nullable String cost(Job job) {
    var view = now(job).history().cost().view();
    return view == null ? null : view.amount() + " " + view.currency() + " " + view.estimated();
  }

  private String row(Job job) {
    return store
        .database()
        .reader()
        .sql("select cost, cost_currency from job where id = ?")
        .param(job.id())
        .query((row, n) -> row.getLong("cost") + " " + row.getString("cost_currency"))
        .single();
  }

  private static Report report(@Nullable String task, Verdict verdict, @Nullable String amount) {
    var cost =
        amount == null ? null : new ReportedCost(new BigDecimal(amount), "USD", null, null, false);
    return new Report(task, verdict, null, null, List.of("https://a.example/1.mp4"), null, cost);
  }
}
