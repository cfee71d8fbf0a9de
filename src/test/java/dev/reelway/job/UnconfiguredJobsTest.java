package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.SinkNotConfigured;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One node has a newer configuration than the other, or a restart has brought an incomplete one.
 */
class UnconfiguredJobsTest {

  private static final Order ORDER =
      new VideoOrder("new", "new", "a cat", "720x1280", 10, false, false, false, null);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final JobDesk newer =
      desk(Map.of("up", up("key")), Map.of("new", List.of(new Target("up", "key", "m"))));
  private final JobDesk older = desk(Map.of(), Map.of());

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void anOrderIsLeftToTheNodeThatKnowsItsModel() {
    newer.intake().accept(ORDER, "anna");
    var claimed = Claims.of(older, JobStep.SUBMIT, 1).getFirst();

    var thrown = catchThrowable(() -> older.steps().submitting(claimed));
    older.failures().failed(claimed, thrown);

    assertThat(now(claimed).state()).isInstanceOf(Queued.class);
    assertThat(now(claimed).attempts()).isZero();
    time.passes(Duration.ofSeconds(5));
    var again = Claims.of(newer, JobStep.SUBMIT, 1).getFirst();
    assertThat(newer.steps().submitting(again).state()).isInstanceOf(Submitting.class);
  }

  @Test
  void aRenderIsLeftToTheNodeThatKnowsItsUpstream() {
    var job = rendering();
    time.passes(Duration.ofMinutes(1));
    var claimed = Claims.of(older, JobStep.POLL, 1).getFirst();

    var thrown = catchThrowable(() -> older.terms().targetPlanner().upstream(claimed));
    older.failures().failed(claimed, thrown);

    assertThat(now(job).state()).isInstanceOf(Rendering.class);
    assertThat(now(job).attempts()).isZero();
    assertThat(now(job).due()).isEqualTo(time.instant().plusSeconds(15));
  }

  @Test
  void itsDeadlineSaysWhatIsMissing() {
    var job = rendering();
    time.passes(Duration.ofMinutes(1));
    var claimed = Claims.of(older, JobStep.POLL, 1).getFirst();
    older
        .failures()
        .failed(claimed, catchThrowable(() -> older.terms().targetPlanner().upstream(claimed)));

    time.passes(Duration.between(time.instant(), job.deadline()).minusSeconds(1));
    LiveNode.passes(older, time, Duration.ofHours(1));
    older.endings().expire();

    var why = ((Failed) now(job).state()).why();
    assertThat(why.code()).isEqualTo("timed_out");
    assertThat(why.message())
        .endsWith("The upstream that has the video, or the key for it, is no longer configured.");
  }

  @Test
  void aRemixIsLeftToTheNodeThatKnowsTheUpstreamOfItsSource() {
    newer.intake().accept(remixOf(rendering().id()), "anna");

    left(older);

    time.passes(Duration.ofSeconds(5));
    var again = Claims.of(newer, JobStep.SUBMIT, 1).getFirst();
    assertThat(newer.steps().submitting(again).submitting().at().upstream()).isEqualTo("up");
  }

  @Test
  void aRemixWaitsUntilAMisnamedKeyIsCorrected() {
    newer.intake().accept(remixOf(rendering().id()), "anna");

    left(desk(Map.of("up", up("renamed")), Map.of()));
  }

  @Test
  void aRemixWithoutARenderedSourceFails() {
    newer.intake().accept(remixOf("video_" + "0".repeat(32)), "anna");
    var claimed = Claims.of(newer, JobStep.SUBMIT, 1).getFirst();

    newer.failures().failed(claimed, catchThrowable(() -> newer.steps().submitting(claimed)));

    assertThat(((Failed) now(claimed).state()).why().code()).isEqualTo("source_lost");
  }

  private void left(JobDesk node) {
    var claimed = Claims.of(node, JobStep.SUBMIT, 1).getFirst();
    node.failures().failed(claimed, catchThrowable(() -> node.steps().submitting(claimed)));
    assertThat(now(claimed).state()).isInstanceOf(Queued.class);
    assertThat(now(claimed).attempts()).isZero();
    assertThat(now(claimed).history().lastCause())
        .isEqualTo(
            "The upstream that made the source video, or the key for it, is no longer configured.");
  }

  private static Order remixOf(String source) {
    return new VideoOrder("new", "new", "a cat", "720x1280", 10, false, false, false, source);
  }

  private static Upstream up(String credential) {
    return new Upstream("up", "sora", "http://127.0.0.1:1", credential, "k", false);
  }

  /** It has sent nothing, and is assigned anew. */
  @Test
  void anOrderWhoseImageLiesInAnUnknownSinkIsLeftToo() {
    newer.intake().accept(ORDER, "anna");
    var job = newer.steps().submitting(Claims.of(newer, JobStep.SUBMIT, 1).getFirst());

    newer.failures().failed(job, new SinkNotConfigured("archive"));

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).attempts()).isZero();
  }

  private Job rendering() {
    newer.intake().accept(ORDER, "anna");
    var job = newer.steps().submitting(Claims.of(newer, JobStep.SUBMIT, 1).getFirst());
    newer.steps().commitIntent(job);
    return newer
        .steps()
        .submitted(now(job), new Report("task", Verdict.WORKING, null, null, List.of()));
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private JobDesk desk(Map<String, Upstream> upstreams, Map<String, List<Target>> models) {
    var planner =
        new TargetPlanner(
            new Upstreams(upstreams, models), ledger.queries(), (dialect, verb) -> false, time);
    return new JobDesk(ledger, planner, new TestJobSettings().build(), time);
  }
}
