package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.DiskSpace;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamLimits;
import dev.reelway.upstream.Upstreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that the moderation has held: one that has passed is held no more, wherever it waits. */
class HeldOrdersTest {

  private static final Duration LEASE = Duration.ofHours(1);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final Moderation withoutEndpoint =
      new Moderation(new ModerationSettings(null, null), true, time);
  private final JobDesk desk;
  private long free = 100;

  HeldOrdersTest(@TempDir Path home) {
    var space = new DiskSpace(List.of(home), 100, folder -> free);
    var upstreams =
        new Upstreams(
            List.of(new Upstream("small", "sora", "http://127.0.0.1:1", "key", "k", false)),
            Map.of("small", List.of(new Target("small", "key", "m"))),
            Map.of(),
            Map.of("small", new UpstreamLimits(1, null, null)));
    this.desk =
        new JobDesk(
            ledger,
            new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
            new TestJobSettings().lease(LEASE).build(),
            new StoragePolicy(space, (licence, sink) -> null, licence -> false),
            StepTrigger.NONE,
            time);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatHasPassedIsNotHeldWhileItWaitsForCapacity() {
    var held = heldOrder();
    takeTheCapacity();

    passed(held);

    assertThat(stages()).containsKey(OpenJobs.Stage.WAITING);
    assertIsHeldNoMore(held);
  }

  @Test
  void whatHasPassedIsNotHeldWhileItWaitsForDiskSpace() {
    var held = held(desk.intake().accept(image(), "anna"));
    free = 99;

    passed(held);

    assertThat(now(held).due()).isAfter(time.instant());
    assertIsHeldNoMore(held);
  }

  @Test
  void whatHasPassedIsNotHeldIfItsRequestWasNotWritten() {
    var held = heldOrder();
    desk.steps().submitting(claimed(held));
    assertThat(now(held).state()).isInstanceOf(Submitting.class);

    time.passes(LEASE);
    assertThat(ledger.leases().requeueUnsent(time.instant())).containsExactly(held.id());

    assertIsHeldNoMore(held);
  }

  /** Its place among those that wait for capacity is not taken before the moderation has passed. */
  @Test
  void whatIsNotDecidedIsAskedAgainThoughOthersWaitForCapacity() {
    var held = heldOrder();
    takeTheCapacity();
    var waits = desk.intake().accept(video(), "anna");
    passed(waits);
    assertThat(stages())
        .containsOnlyKeys(OpenJobs.Stage.SUBMITTING, OpenJobs.Stage.WAITING, OpenJobs.Stage.HELD);

    var asked = claimed(held);

    assertThat(asked.history().lastCause()).isEqualTo(ModerationHeld.CAUSE);
  }

  private void assertIsHeldNoMore(Job job) {
    var now = now(job);
    assertThat(now.state()).isInstanceOf(Queued.class);
    assertThat(now.history().lastCause()).isNull();
    assertThat(stages()).doesNotContainKey(OpenJobs.Stage.HELD);
    assertThatCode(() -> withoutEndpoint.isAskedBeforeSubmit(now)).doesNotThrowAnyException();
  }

  private Map<OpenJobs.Stage, Long> stages() {
    return new OpenJobs(store.database())
        .counts().entrySet().stream()
            .filter(one -> one.getValue().jobs() > 0)
            .collect(Collectors.toMap(one -> one.getKey().stage(), one -> one.getValue().jobs()));
  }

  private Job heldOrder() {
    return held(desk.intake().accept(video(), "anna"));
  }

  private Job held(Job accepted) {
    var claimed = claimed(accepted);
    desk.failures().failed(claimed, ModerationHeld.asAnswered(List.of()));
    return claimed;
  }

  /** Another order is on its way to the only upstream, which takes one at once. */
  private void takeTheCapacity() {
    desk.steps().submitting(claimed(desk.intake().accept(video(), "anna")));
  }

  /** The endpoint has said that an order passes. */
  private void passed(Job job) {
    var claimed = claimed(job);
    desk.failures().failed(claimed, catchThrowable(() -> desk.steps().submitting(claimed)));
  }

  private Job claimed(Job job) {
    if (now(job).due().isAfter(time.instant())) {
      time.passes(ModerationHeld.PAUSE);
    }
    return Claims.of(desk, JobStep.SUBMIT, 9).stream()
        .filter(one -> one.id().equals(job.id()))
        .findFirst()
        .orElseThrow();
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private static VideoOrder video() {
    return new VideoOrder("small", "small", "a cat", "720x1280", 10, false, false, false, null);
  }

  private static ImageOrder image() {
    return new ImageOrder("small", "small", "a cat", "1024x1024", 1, "png", false, List.of());
  }
}
