package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk runs full: videos wait for room, and none of them is lost for that. */
class LowWaterTest {

  private static final Duration LONG = Duration.ofMinutes(30);

  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final SettableClock time = new SettableClock();
  private final JobDesk desk;
  private long free = 100;

  LowWaterTest(@TempDir Path home) {
    var space = new DiskSpace(List.of(home), 100, folder -> free);
    this.desk =
        new JobDesk(
            ledger,
            targetPlanner(),
            settings(),
            new StoragePolicy(space, (licence, sink) -> null, licence -> false),
            StepTrigger.NONE,
            time);
  }

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void nothingIsDeliveredWhileTheDiskIsLow() {
    var job = rendered();

    free = 99;
    assertThat(Claims.of(desk, JobStep.DELIVER, 9)).isEmpty();

    free = 100;
    assertThat(Claims.of(desk, JobStep.DELIVER, 9)).extracting(Job::id).containsExactly(job.id());
  }

  /** They come with the answer to their order, and would be lost. */
  @Test
  void noImagesAreOrderedWhileTheDiskIsLow() {
    free = 99;
    try (var watched = desk.intake().acceptWatched(image(), "anna", null, true, LONG)) {
      assertThat(watched.first().state()).isInstanceOf(JobState.Queued.class);
    }
    var claimed = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();

    var thrown = catchThrowable(() -> desk.steps().submitting(claimed));
    desk.failures().failed(claimed, thrown);

    free = 100;
    time.passes(Duration.ofSeconds(5));
    var again = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
    assertThat(again.attempts()).isZero();
    assertThat(desk.steps().submitting(again).state()).isInstanceOf(JobState.Submitting.class);
  }

  @Test
  void aClaimedDeliveryWaitsAndCountsNoAttempt() {
    var job = rendered();
    var claimed = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
    free = 99;

    assertThatThrownBy(() -> desk.steps().delivering(claimed)).isInstanceOf(LowDiskSpace.class);
    desk.failures().failed(claimed, new IllegalStateException(new LowDiskSpace()));

    free = 100;
    assertThat(Claims.of(desk, JobStep.DELIVER, 1)).isEmpty();
    time.passes(Duration.ofSeconds(5));
    var again = Claims.of(desk, JobStep.DELIVER, 1).getFirst();
    assertThat(again.id()).isEqualTo(job.id());
    assertThat(again.attempts()).isEqualTo(claimed.attempts());
    assertThat(desk.steps().delivering(again)).isSameAs(again);
  }

  @Test
  void aVideoThatWaitsForSpaceDoesNotFailAtItsDeadline() {
    var job = rendered();
    var other = desk.intake().accept(video(), "anna");
    free = 99;

    for (int minutes = 0; minutes < 60; minutes++) {
      LiveNode.passes(desk, time, Duration.ofMinutes(1));
      desk.endings().expire();
    }

    assertThat(ledger.queries().findAny(other.id()).orElseThrow().state())
        .isInstanceOf(JobState.Failed.class);
    assertThat(ledger.queries().findAny(job.id()).orElseThrow().state())
        .isInstanceOf(Rendered.class);
    free = 100;
    LiveNode.passes(desk, time, Duration.ofMinutes(4));
    assertThat(desk.endings().expire()).isEmpty();
    LiveNode.passes(desk, time, Duration.ofMinutes(7));
    assertThat(desk.endings().expire()).isEmpty();
    desk.failures().failed(claimedDelivery(), new IllegalStateException("no file"));
    assertThat(desk.endings().expire()).extracting(Job::id).containsExactly(job.id());
  }

  private Job claimedDelivery() {
    return Claims.of(desk, JobStep.DELIVER, 1).getFirst();
  }

  private Job rendered() {
    var job = desk.intake().accept(video(), "anna");
    var submitting = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().submitted(submitting, new Report("task", Verdict.DONE, null, null, List.of()));
    return job;
  }

  private static ImageOrder image() {
    return new ImageOrder("able", "able", "a cat", "1024x1024", 1, "png", false, List.of());
  }

  private static VideoOrder video() {
    return new VideoOrder("able", "able", "a cat", "720x1280", 10, false, false, false, null);
  }

  private TargetPlanner targetPlanner() {
    var upstream = new Upstream("able", "able", "http://127.0.0.1:1", "key", "k", false);
    var models = Map.of("able", List.of(new Target("able", "key", "m")));
    var upstreams = new Upstreams(Map.of("able", upstream), models);
    return new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time);
  }

  private static JobSettings settings() {
    return new TestJobSettings()
        .longestWait(Duration.ofMinutes(30))
        .fetchDeadline(Duration.ofMinutes(30))
        .lease(Duration.ofMinutes(1))
        .build();
  }
}
