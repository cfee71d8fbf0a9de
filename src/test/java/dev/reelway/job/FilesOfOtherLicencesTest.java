package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.StoragePolicy;
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
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes share a ledger, and one of them does not know the licence that a job belongs to. */
@ResourceLock(TestDatabase.POSTGRES)
class FilesOfOtherLicencesTest {

  private static final Duration KEEP = Duration.ofDays(7);
  private static final List<Asset> FILES =
      List.of(new Asset("file", "a.mp4", "video/mp4", 7, "ab".repeat(32), null));

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.postgres();
  private final JobDesk newer =
      desk("newer", new StoragePolicy(DiskSpace.ENOUGH, (licence, sink) -> KEEP, licence -> false));
  private final JobDesk older =
      desk("older", new StoragePolicy(DiskSpace.ENOUGH, (licence, sink) -> null, "clinic"::equals));

  private JobDesk desk(String node, StoragePolicy policy) {
    var ledger = new Ledger(store.database(), node);
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var targets = Map.of("new", List.of(new Target("up", "key", "m")));
    var planner =
        new TargetPlanner(
            new Upstreams(Map.of("up", upstream), targets),
            ledger.queries(),
            (dialect, verb) -> false,
            time);
    var settings = new TestJobSettings().build();
    return new JobDesk(ledger, planner, settings, policy, StepTrigger.NONE, time);
  }

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @Test
  void theNodeThatKnowsTheLicenceSaysHowLongFilesAreKept() {
    var job = rendered("clinic");
    leave();

    LiveNode.passes(newer, time, Duration.ofMinutes(1));
    deliver(newer);

    assertThat(((Delivered) now(job).state()).expires()).isEqualTo(time.instant().plus(KEEP));
  }

  @Test
  void anyNodeDeliversTheFilesOfALicenceThatItKnows() {
    var job = rendered("anna");

    deliver(older);

    assertThat(((Delivered) now(job).state()).expires()).isNull();
  }

  /** It was removed from the configuration while its jobs were open. */
  @Test
  void theFilesOfALicenceThatNobodyKnowsAreDeliveredLater() {
    var job = rendered("clinic");
    leave();

    LiveNode.passes(older, time, Duration.ofMinutes(15));
    assertThat(older.endings().expire()).isEmpty();
    deliver(older);

    assertThat(now(job).state()).isInstanceOf(Delivered.class);
  }

  /** The node that does not know the licence claims the job, and leaves it. */
  private void leave() {
    var claimed = Claims.of(older, JobStep.DELIVER, 1).getFirst();
    older.failures().failed(claimed, catchThrowable(() -> older.steps().delivering(claimed)));
    assertThat(now(claimed).state()).isInstanceOf(Rendered.class);
    assertThat(NotConfigured.hasLeft(now(claimed))).isTrue();
  }

  private static void deliver(JobDesk node) {
    var claimed = Claims.of(node, JobStep.DELIVER, 1).getFirst();
    assertThat(node.steps().delivered(node.steps().delivering(claimed), FILES)).isTrue();
  }

  private Job rendered(String licence) {
    var order = new VideoOrder("new", "new", "a cat", "720x1280", 10, false, false, false, null);
    newer.intake().accept(order, licence);
    var job = newer.steps().submitting(Claims.of(newer, JobStep.SUBMIT, 1).getFirst());
    newer.steps().commitIntent(job);
    return newer
        .steps()
        .submitted(now(job), new Report("task", Verdict.DONE, null, null, List.of()));
  }

  private Job now(Job job) {
    return new Ledger(store.database(), "reader").queries().findAny(job.id()).orElseThrow();
  }
}
