package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;

/** What fails here after a request was written is not taken for an order that never left. */
class LocalFailureTest {

  private static final Order VIDEO =
      new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);

  private static final String LINK = "http://127.0.0.1:1/video.mp4";

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Ledger ledger;
  private final JobDesk desk;

  LocalFailureTest(@TempDir Path home) throws IOException {
    store = TestDatabase.sqlite(home);
    ledger = new Ledger(store.database(), "this-node");
    desk = desk();
  }

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void aDatabaseThatRefusesConnectionsSendsNoOrderAgain() {
    var job = written(VIDEO);

    desk.failures()
        .failed(
            job,
            new DataAccessResourceFailureException(
                "away", new ConnectException("Connection refused")));

    assertThat(now(job).state()).isInstanceOf(Failed.class);
  }

  @Test
  void aSinkThatRefusesConnectionsSendsNoOrderAgain() {
    var job = written(VIDEO);

    desk.failures()
        .failed(job, new SinkUnavailable("The bucket is away.", new ConnectException("refused")));

    assertThat(now(job).state())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why().code()).isEqualTo("fetch_failed"));
  }

  @Test
  void afterTheRequestOnlyAnAnswerProvesThatNothingWasTaken() {
    var job = written(VIDEO);

    desk.failures().failed(job, new ConnectException("some other host"));

    assertThat(now(job).state()).isNotInstanceOf(Queued.class);
  }

  @Test
  void beforeTheRequestAnythingProvesIt() {
    var job = unwritten(VIDEO);

    desk.failures().failed(job, new ConnectException("Connection refused"));

    assertThat(now(job).state()).isInstanceOf(Queued.class);
  }

  /** The commit was made, and only its success was lost. */
  @Test
  void whatTheLedgerKnowsGoesBeforeWhatTheWorkerRemembers() {
    var job = written(VIDEO);
    var at = new RenderTask(((Submitting) job.state()).at(), "t", time.instant());
    ledger.records().commitAndKeep(in(job, new Rendering(at, 10)));

    desk.failures().failed(job, new DataAccessResourceFailureException("away"));

    assertThat(now(job).state()).isInstanceOf(Rendering.class);
  }

  /** It may be that the upstream would not give them again. */
  @Test
  void whileTheSinkIsAwayARenderKeepsItsLinks() {
    var job = rendered();

    desk.failures()
        .failed(job, new SinkUnavailable("The bucket is away.", new ConnectException("refused")));

    assertThat(now(job).rendered().links()).containsExactly(LINK);
    assertThat(now(job).attempts()).isEqualTo(job.attempts() + 1);
  }

  @Test
  void aLinkThatDoesNotOpenIsAskedForAgain() {
    var job = rendered();

    desk.failures().failed(job, new ConnectException("Connection refused"));

    assertThat(now(job).state()).isInstanceOf(Rendering.class);
  }

  private Job rendered() {
    var job = written(VIDEO);
    desk.steps().submitted(job, new Report("t", Report.Verdict.DONE, null, null, List.of(LINK)));
    return Claims.of(desk, JobStep.DELIVER, 1).getFirst();
  }

  private static Job in(Job job, JobState next) {
    return JobBuilder.like(job).state(next).build();
  }

  private Job written(Order order) {
    var job = unwritten(order);
    desk.steps().commitIntent(job);
    return now(job);
  }

  private Job unwritten(Order order) {
    desk.intake().accept(order, "anna");
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private JobDesk desk() {
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var upstreams =
        new Upstreams(
            List.of(upstream),
            Map.of("m", List.of(new Target("up", "key", "m"))),
            Map.of(),
            Map.of());
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        settings(),
        time);
  }

  private static JobSettings settings() {
    return new TestJobSettings().pollEvery(Duration.ofSeconds(2)).build();
  }
}
