package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** Jobs end, and their renders with them where that can be. */
@ExtendWith(LogCapture.class)
class RenderCancellationTest {

  private static final Order IMAGES =
      new ImageOrder("able", "able", "a cat", "1024x1024", 1, "png", false, List.of());
  private static final Report TAKEN = report("task", Verdict.WORKING);

  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final SettableClock time = new SettableClock();
  private final TargetPlanner targetPlanner = targetPlanner();
  private final JobDesk desk = new JobDesk(ledger, targetPlanner, settings(), time);
  private final RenderCancellation renderCancellation =
      new RenderCancellation(ledger.queries(), targetPlanner, (route, variable, carried) -> {});

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void theRenderOfADeletedJobIsUnwantedOnce() {
    var job = desk.steps().submitted(submitting(video("able")), TAKEN);

    assertThat(renderCancellation.renders(desk.endings().cancel(job)))
        .extracting(RenderCancellationTest::task)
        .containsExactly("task");
    assertThat(desk.endings().cancel(job)).isEmpty();
  }

  @Test
  void theRenderOfAnExpiredJobIsUnwantedOnce() {
    var job = desk.steps().submitted(submitting(video("able")), TAKEN);

    LiveNode.passes(
        desk, time, Duration.ofMinutes(30).plus(JobEndings.MOST_OVERDUE).plusMinutes(1));

    assertThat(renderCancellation.renders(desk.endings().expire()))
        .extracting(RenderCancellationTest::task)
        .containsExactly("task");
    assertThat(desk.endings().expire()).isEmpty();
    assertThat(desk.endings().cancel(job)).isEmpty();
  }

  @Test
  void whatIsRenderedStaysWhereItIs() {
    var job = desk.steps().submitted(submitting(video("able")), report("task", Verdict.DONE));

    assertThat(renderCancellation.renders(desk.endings().cancel(job))).isEmpty();
  }

  @Test
  void aJobThatIsNotRenderedYetHasNothingToCancel() {
    var queued = desk.intake().accept(video("able"), "anna");

    assertThat(renderCancellation.renders(desk.endings().cancel(queued))).isEmpty();
    assertThat(renderCancellation.renders(desk.endings().cancel(submitting(video("able")))))
        .isEmpty();
  }

  @Test
  void aDialectThatCannotIsNotAsked() {
    var job = desk.steps().submitted(submitting(video("unable")), TAKEN);

    assertThat(renderCancellation.renders(desk.endings().cancel(job))).isEmpty();
  }

  @Test
  void imagesHaveNoRenderToCancel() {
    var job = desk.steps().submitted(submitting(IMAGES), TAKEN);

    assertThat(renderCancellation.renders(desk.endings().cancel(job))).isEmpty();
  }

  @Test
  void aRenderWithoutANameCannotBeCancelled() {
    var job = submitting(video("able"));
    var rendering = desk.steps().submitted(job, report(job.id() + ":0", Verdict.WORKING));

    assertThat(renderCancellation.renders(desk.endings().cancel(rendering))).isEmpty();
  }

  @Test
  void whatIsTakenOnForADeletedJobIsUnwanted() {
    var job = submitting(video("able"));
    desk.endings().cancel(job);

    var stale = catchThrowable(() -> desk.steps().submitted(job, TAKEN));

    assertThat(stale).isInstanceOf(LeaseLost.class);
    assertThat(renderCancellation.late(new IllegalStateException(stale)))
        .extracting(RenderCancellationTest::task)
        .containsExactly("task");
  }

  @Test
  void whatIsDoneOrRefusedForADeletedJobIsNot() {
    var job = submitting(video("able"));
    desk.endings().cancel(job);

    for (var verdict : List.of(Verdict.DONE, Verdict.REFUSED)) {
      var stale = catchThrowable(() -> desk.steps().submitted(job, report("task", verdict)));

      assertThat(stale).isInstanceOf(LeaseLost.class);
      assertThat(renderCancellation.late(stale)).isEmpty();
    }
  }

  /** The lease ran out; the answer under the same key is the same render. */
  @Test
  void aRenderThatAnotherWorkerHasTakenOverIsNotCancelled() {
    var job = submitting(video("able"));
    ledger.records().commitIntent(job.intended(time.instant()));
    time.passes(Duration.ofMinutes(2));
    var theirs = new Ledger(store.database(), "another-node");
    var neighbour = new JobDesk(theirs, targetPlanner, settings(), time);
    var other = Claims.of(neighbour, JobStep.RECOVER, 1).getFirst();

    var stale = catchThrowable(() -> desk.steps().submitted(job, TAKEN));
    assertThat(stale).isInstanceOf(LeaseLost.class);
    assertThat(renderCancellation.late(stale)).isEmpty();

    neighbour.steps().submitted(other, TAKEN);
    assertThat(renderCancellation.late(stale)).isEmpty();
  }

  @Test
  void anAnswerToAPollThatComesTooLateCancelsNothingTwice() {
    desk.steps().submitted(submitting(video("able")), TAKEN);
    time.passes(Duration.ofMinutes(1));
    var job = Claims.of(desk, JobStep.POLL, 1).getFirst();
    desk.endings().cancel(job);

    var stale = catchThrowable(() -> desk.steps().polled(job, TAKEN));

    assertThat(stale).isInstanceOf(LeaseLost.class);
    assertThat(renderCancellation.late(stale)).isEmpty();
  }

  /** Its task was known when the job was deleted, and was cancelled then. */
  @Test
  void theLastWordOnARenderThatWasKnownCancelsNothingTwice() {
    var job = desk.steps().progressed(submitting(video("able")), TAKEN);
    assertThat(renderCancellation.renders(desk.endings().cancel(job))).hasSize(1);

    var stale = catchThrowable(() -> desk.steps().submitted(job, TAKEN));

    assertThat(stale).isInstanceOf(LeaseLost.class);
    assertThat(renderCancellation.late(stale)).isEmpty();
  }

  @Test
  void anUpstreamThatDoesNotAnswerDelaysNoneAtTheOthers() throws Exception {
    var hanging = desk.steps().submitted(submitting(video("able")), TAKEN);
    var other = desk.steps().submitted(submitting(video("other")), TAKEN);
    var end = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    RouteStarter routes =
        (route, variable, carried) -> {
          if (carried.equals(other)) {
            cancelled.countDown();
          } else {
            waitFor(end);
          }
        };
    try (var renderCancellation = new RenderCancellation(ledger.queries(), targetPlanner, routes)) {
      renderCancellation.cancel(Collections.nCopies(2 * RenderCancellation.AT_ONCE, hanging));
      renderCancellation.cancel(List.of(other));

      assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      end.countDown();
    }
  }

  @Test
  void rendersThatAreNotCancelledAsTooManyWaitAreAWarning(CapturedOutput log) {
    var hanging = desk.steps().submitted(submitting(video("able")), TAKEN);
    var end = new CountDownLatch(1);
    RouteStarter routes = (route, variable, carried) -> waitFor(end);
    try (var renderCancellation = new RenderCancellation(ledger.queries(), targetPlanner, routes)) {
      int most = RenderCancellation.AT_ONCE + RenderCancellation.WAITING;
      renderCancellation.cancel(Collections.nCopies(most + 3, hanging));

      assertThat(log).contains("3 render(s) whose jobs have ended are not cancelled at able");
    } finally {
      end.countDown();
    }
  }

  private static void waitFor(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Job submitting(Order order) {
    desk.intake().accept(order, "anna");
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private static String task(Job job) {
    return Objects.requireNonNull(job.state().renderTask()).task();
  }

  private static Report report(String task, Verdict verdict) {
    return new Report(task, verdict, null, null, List.of());
  }

  private static Order video(String model) {
    return new VideoOrder(model, model, "a cat", "720x1280", 10, false, false, false, null);
  }

  private TargetPlanner targetPlanner() {
    var upstreams =
        Map.of(
            "able", new Upstream("able", "able", "http://127.0.0.1:1", "key", "k", false),
            "other", new Upstream("other", "able", "http://127.0.0.1:1", "key", "k", false),
            "unable", new Upstream("unable", "unable", "http://127.0.0.1:1", "key", "k", false));
    var models =
        Map.of(
            "able", List.of(new Target("able", "key", "m")),
            "other", List.of(new Target("other", "key", "m")),
            "unable", List.of(new Target("unable", "key", "m")));
    return new TargetPlanner(
        new Upstreams(upstreams, models),
        ledger.queries(),
        (dialect, verb) -> dialect.equals("able") && verb.equals("cancel"),
        time);
  }

  private static JobSettings settings() {
    return new TestJobSettings().lease(Duration.ofMinutes(1)).build();
  }
}
