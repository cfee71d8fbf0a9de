package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Failure;
import dev.reelway.order.VideoOrder;
import dev.reelway.trace.Collector;
import dev.reelway.trace.Collector.Received;
import dev.reelway.trace.Traces;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a job is told in its own trace, wherever it happens. */
class JobTracesTest {

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private final Collector collector = new Collector();
  private final Traces traces = collector.traces();
  private final JobTraces jobTraces = new JobTraces(traces, upstream -> "dialect-of-" + upstream);
  private final JobObserver observer = jobTraces.with(JobObserver.NONE);

  JobTracesTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    traces.close();
    collector.close();
  }

  @Test
  void eachLineOfAFileBeginsATraceAlsoWithinARequest() throws Exception {
    try (var request = traces.request("POST", "http", name -> null)) {
      assertThat(context(jobTraces.ordered(job()))).isEqualTo(request.context());
      assertThat(trace(jobTraces.dropped(job()))).isNotEqualTo(trace(jobTraces.ordered(job())));
      assertThat(traces.current()).isSameAs(request);
    }
  }

  @Test
  void whileTracesAreOffAJobHasNone() {
    var job = job();

    assertThat(JobTraces.OFF.ordered(job)).isSameAs(job);
    assertThat(JobTraces.OFF.dropped(job)).isSameAs(job);
    assertThat(JobTraces.OFF.with(JobObserver.NONE)).isSameAs(JobObserver.NONE);
  }

  @Test
  void aListThatReportsManyRendersIsLinkedToTheirTraces() throws Exception {
    var first = rendering(jobTraces.dropped(job()));
    var second = rendering(jobTraces.dropped(job()));
    try (var list = jobTraces.step("poll-batch-list", PollBatch.of(List.of(first, second), true))) {
      observer.changed(first, first);
      observer.changed(second, second.failed(new Failure("refused", "a prompt"), NOW));
    }
    traces.close();

    var list = collector.only("poll");
    assertThat(list.links()).containsExactly(trace(first), trace(second));
    assertThat(list.told("dev.reelway.job.id")).isEmpty();
    var failed = collector.only("failed");
    assertThat(failed.trace()).isEqualTo(trace(second));
    assertThat(failed.links()).containsExactly(list.trace());
    assertThat(failed.told("error.type")).isEqualTo("refused");
    assertThat(failed.toString()).doesNotContain("a prompt");
    assertThat(collector.spans()).extracting(Received::name).doesNotContain("rendering");
  }

  /** As of a client whose calls are all within one trace. */
  @Test
  void aRequestThatCancelsIsNoErrorAndNoStep() throws Exception {
    var job = rendering(jobTraces.dropped(job()));
    try (var request = traces.request("DELETE", "http", sameTrace(job)::get)) {
      observer.changed(job, job.failed(new Failure("cancelled", "by its owner"), NOW));
      request.status(200);
    }
    traces.close();

    var request = collector.only("DELETE");
    assertThat(request.isError()).isFalse();
    assertThat(request.told("error.type")).isEmpty();
    assertThat(collector.only("failed").told("error.type")).isEqualTo("cancelled");
    assertThat(collector.only("failed").parent()).isNotEqualTo(request.id());
  }

  private static Map<String, String> sameTrace(Job job) {
    return Map.of("traceparent", context(job));
  }

  @Test
  void aStepKnowsItsRenderFromTheBeginning() throws Exception {
    var job = rendering(jobTraces.dropped(job()));
    try (var step = jobTraces.step("poll-job", job);
        var call = traces.call("GET", "engine.example", 443, false)) {
      call.status(200);
    }
    traces.close();

    var call = collector.only("GET");
    assertThat(call.trace()).isEqualTo(trace(job));
    assertThat(call.told("gen_ai.provider.name")).isEqualTo("dialect-of-main");
    assertThat(call.told("gen_ai.request.model")).isEqualTo("m");
    assertThat(call.told("gen_ai.response.id")).isEqualTo("task-1");
    assertThat(call.told("gen_ai.operation.name")).isEmpty();
  }

  private static Job job() {
    var order =
        new VideoOrder("sora-2", "sora-2", "a heron", "1280x720", 4, false, false, false, null);
    return Job.accepted(order, "demo", null, NOW, NOW.plus(Duration.ofHours(1)));
  }

  private static Job rendering(Job job) {
    var later = NOW.plusSeconds(60);
    var timing = new JobTiming(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
    return job.submitting(new Target("main", "key", "m"), job.order(), later, later)
        .submitted(new Report("task-1", Verdict.WORKING, null, null, List.of()), timing, NOW);
  }

  private static String context(Job job) {
    return Objects.requireNonNull(job.history().trace());
  }

  private static String trace(Job job) {
    return context(job).split("-")[1];
  }
}
