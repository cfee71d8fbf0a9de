package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.trace.Collector;
import dev.reelway.trace.Collector.Received;
import dev.reelway.trace.Traces;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamBusy;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that fails is an error in the trace of its job, also if the job goes on. */
class FailedStepTracesTest extends LedgerFixture {

  private final SettableClock time = new SettableClock();
  private final Collector collector = new Collector();
  private final Traces traces = collector.traces();
  private final JobTraces jobTraces = new JobTraces(traces, upstream -> "sora");
  private final JobDesk desk = desk();

  FailedStepTracesTest() throws IOException {
    super(TestDatabase.memory());
  }

  @AfterEach
  void stop() throws Exception {
    traces.close();
    collector.close();
  }

  @Test
  void aDeliveryWhoseSinkIsAwayIsAnError() throws Exception {
    var full = new IllegalStateException(new FileSystemException("out", null, "No space left"));

    var deliver = failed("deliver-job", rendered(), full);

    assertThat(deliver.isError()).isTrue();
    assertThat(deliver.told("error.type")).isEqualTo("java.nio.file.FileSystemException");
    assertThat(deliver.told("dev.reelway.job.state")).isNotEqualTo("failed");
  }

  @ParameterizedTest
  @MethodSource
  void aStepThatOnlyHasToWaitIsNone(Throwable waits) throws Exception {
    var deliver = failed("deliver-job", rendered(), waits);

    assertThat(deliver.isError()).isFalse();
    assertThat(deliver.told("error.type")).isEmpty();
  }

  static Stream<Throwable> aStepThatOnlyHasToWaitIsNone() {
    var full = new Report("task", Verdict.BUSY, null, null, List.of());
    return Stream.of(
        new LowDiskSpace(),
        NotConfigured.moderationOfFiles(),
        catchThrowable(() -> UpstreamBusy.check(full)));
  }

  @Test
  void aJobThatEndsWithItsStepTellsTheCodeOfItsFailure() throws Exception {
    desk.intake().accept(order("a fox"), "ann");
    var job = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();

    var submit = failed("submit-job", job, new JobImpossible(LATE));

    assertThat(submit.isError()).isTrue();
    assertThat(submit.told("error.type")).isEqualTo("timed_out");
  }

  @Test
  void aListThatFailsIsAnError() throws Exception {
    var pollBatch = PollBatch.of(List.of(rendering()), true);
    try (var step = jobTraces.step("poll-batch-list", pollBatch)) {
      new PollPlanner(desk, target -> true, time).fail(pollBatch, new IOException("reset"));
    }
    traces.close();

    assertThat(collector.only("poll").told("error.type")).isEqualTo("java.io.IOException");
  }

  @Test
  void aCancellationThatFailsIsAnErrorAndAPosterThatIsMissingIsNone() throws Exception {
    var job = rendering();
    try (var step = jobTraces.step("cancel-render", job)) {
      desk.failures().continued(job, new IOException("reset"), "cancel-render", null, null);
    }
    try (var step = jobTraces.step("deliver-job", job)) {
      desk.failures().continued(job, new IOException("reset"), "make-poster", null, null);
    }
    traces.close();

    assertThat(collector.only("cancel").isError()).isTrue();
    assertThat(collector.only("deliver").isError()).isFalse();
  }

  private Received failed(String route, Job job, Throwable thrown) throws Exception {
    try (var step = jobTraces.step(route, job)) {
      desk.failures().failed(job, thrown);
    }
    traces.close();
    return collector.only(route.split("-")[0]);
  }

  private Job rendered() {
    submitted(Verdict.DONE, List.of("http://127.0.0.1:1/it.mp4"));
    return Claims.of(desk, JobStep.DELIVER, 1).getFirst();
  }

  private Job rendering() {
    submitted(Verdict.WORKING, List.of());
    time.passes(Duration.ofMinutes(1));
    return Claims.of(desk, JobStep.POLL, 1).getFirst();
  }

  private void submitted(Verdict verdict, List<String> links) {
    desk.intake().accept(order("a fox"), "ann");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    desk.steps().submitted(job, new Report("task", verdict, null, null, links));
  }

  private JobDesk desk() {
    var upstream = new Upstream("studio", "sora", "http://127.0.0.1:1", "first-key", "k", false);
    var upstreams = new Upstreams(Map.of("studio", upstream), Map.of("sora-2", List.of(TARGET)));
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        new TestJobSettings().lease(Duration.ofDays(9)).build(),
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        JobObserver.NONE,
        JobQuotas.NONE,
        PausedUpstreams.NONE,
        jobTraces,
        time);
  }
}
