package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An order whose answer is still coming in. */
class UnderwayTest {

  private static final Order ORDER =
      new VideoOrder(
          "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null);

  private static final Order IMAGE =
      new ImageOrder("image", "image", "a cat", "1024x1024", 1, "png", false, List.of());

  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final SettableClock time = new SettableClock();
  private final JobDesk desk = desk();

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void anOrderThatIsNotAcceptedYetKeepsItsState() {
    var job = desk.steps().progressed(submitting(), working(null, 50));

    assertThat(job.state()).isInstanceOf(Submitting.class);
  }

  @Test
  void anAcceptedOrderIsRenderingAndStaysWithItsWorker() {
    var job = desk.steps().progressed(submitting(), working("task", 0));

    assertThat(noted(job)).isInstanceOf(Rendering.class);
    assertThat(Claims.of(desk, JobStep.POLL, 1)).isEmpty();
    assertThat(job.due()).isEqualTo(time.instant().plus(Duration.ofMinutes(1)));
  }

  @Test
  void progressIsCommittedOnceASecondAtMost() {
    var job = desk.steps().progressed(submitting(), working("task", 0));

    job = desk.steps().progressed(job, working("task", 10));
    assertThat(noted(job).progress()).isZero();
    time.passes(Duration.ofSeconds(1));
    job = desk.steps().progressed(job, working("task", 20));
    assertThat(noted(job).progress()).isEqualTo(20);
  }

  @Test
  void reportsWithoutNewsAreCommittedSeldom() {
    var job = desk.steps().progressed(submitting(), working("task", 50));
    var due = job.due();

    time.passes(Duration.ofSeconds(9));
    job = desk.steps().progressed(job, working("task", 50.9));
    assertThat(job.due()).isEqualTo(due);
    time.passes(Duration.ofSeconds(1));
    job = desk.steps().progressed(job, working("task", 7));
    assertThat(job.due()).isEqualTo(due.plusSeconds(10));
    assertThat(noted(job).progress()).isEqualTo(50);
  }

  @Test
  void subscriptionsAreNotifiedOfProgress() throws InterruptedException {
    var job = desk.steps().progressed(submitting(), working("task", 0));
    var jobSubscription = desk.jobSubscriptions().watch(job);

    time.passes(Duration.ofSeconds(1));
    desk.steps().progressed(job, working("task", 20));

    assertThat(jobSubscription.next(Duration.ZERO)).isEqualTo(jobSubscription.first());
    assertThat(jobSubscription.next(Duration.ZERO))
        .isNotNull()
        .extracting(news -> news.state().progress())
        .isEqualTo(20);
  }

  @Test
  void theLastWordEndsTheRenderUnderItsFirstName() {
    var job = desk.steps().progressed(submitting(), working("task", 0));
    var last = new Report("other", Verdict.DONE, null, null, List.of("a link"));

    assertThat(desk.steps().submitted(job, last).state())
        .isEqualTo(new Rendered(job.rendering().at(), List.of("a link")));
    assertThat(Claims.of(desk, JobStep.DELIVER, 1)).hasSize(1);
  }

  @Test
  void anAnswerThatBreaksOffIsAskedAfter() {
    var job = desk.steps().progressed(submitting(), working("task", 0));

    desk.failures().failed(job, new IllegalStateException("broken"));

    assertThat(noted(job)).isInstanceOf(Rendering.class);
    time.passes(Duration.ofSeconds(5));
    assertThat(Claims.of(desk, JobStep.POLL, 1)).hasSize(1);
  }

  @Test
  void whoListensForADeletedJobHearsSo() {
    var job = desk.steps().progressed(submitting(), working("task", 0));

    desk.endings().cancel(job);

    isStale(job);
  }

  @Test
  void theWorkerOfADeletedOrderLosesItsLeaseAtTheNextReport() {
    var job = submitting();

    desk.endings().cancel(job);

    isStale(job);
  }

  @Test
  void whoListensBeyondTheDeadlineHearsSo() {
    var job = desk.steps().progressed(submitting(), working("task", 0));

    LiveNode.passes(desk, time, Duration.ofMinutes(31));
    desk.endings().expire();

    isStale(job);
  }

  /** Another node has deleted it, or taken it over. */
  @Test
  void theWorkerOfALostLeaseStopsAtTheNextReport() {
    var job = desk.steps().progressed(submitting(), working("task", 0));
    ledger
        .expiry()
        .cancel(
            job.id(),
            new JobState.Failure("cancelled", "The job was cancelled by its owner."),
            time.instant());

    time.passes(Duration.ofSeconds(10));

    isStale(job);
  }

  @Test
  void aWorkerWhoseLeaseWentToAnotherStopsAtTheNextReport() {
    var job = desk.steps().progressed(submitting(), working("task", 0));
    time.passes(Duration.ofMinutes(2));

    var other = new Ledger(store.database(), "another-node");
    assertThat(Claims.of(other, JobState.Name.RENDERING, 1, time.instant(), Duration.ofMinutes(1)))
        .hasSize(1);

    isStale(job);
  }

  /** A sink that hangs, or refuses, must not stop the orders of the upstream. */
  @Test
  void halfOfTheWorkersOfAnUpstreamDeliverImagesAndTheOthersGoOn() {
    desk.intake().accept(IMAGE, "anna");
    desk.intake().accept(IMAGE, "anna");
    var jobs = Claims.of(desk, JobStep.SUBMIT, 2);
    jobs = jobs.stream().map(desk.steps()::submitting).toList();
    var first = desk.steps().submitted(jobs.getFirst(), images("first"));
    var second = desk.steps().submitted(jobs.getLast(), images("second"));

    assertThat(desk.steps().isDeliveredNow(first)).isTrue();
    assertThat(desk.steps().isDeliveredNow(second)).isFalse();
    assertThat(Claims.of(desk, JobStep.DELIVER, 2))
        .extracting(Job::id)
        .containsExactly(second.id());
    desk.terms().capacityPlanner().submitEnded(second.id());
    assertThat(submitting().state()).isInstanceOf(Submitting.class);
  }

  private static Report images(String task) {
    return new Report(task, Verdict.DONE, null, null, List.of("http://127.0.0.1:1/image.png"));
  }

  private void isStale(Job job) {
    assertThatExceptionOfType(LeaseLost.class)
        .isThrownBy(() -> desk.steps().progressed(job, working(null, 0)));
  }

  private Job submitting() {
    desk.intake().accept(ORDER, "anna");
    return desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
  }

  private JobState noted(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow().state();
  }

  private static Report working(@Nullable String task, double progress) {
    return new Report(task, Verdict.WORKING, progress, null, List.of());
  }

  private JobDesk desk() {
    var upstream = new Upstream("up", "sora-chat", "http://127.0.0.1:1", "key", "k", false);
    var upstreams =
        new Upstreams(
            Map.of("up", upstream),
            Map.of(
                "sora_video2", List.of(new Target("up", "key", "m")),
                "image", List.of(new Target("up", "key", "i"))));
    var settings = new TestJobSettings().lease(Duration.ofMinutes(1)).submitsAtOnce(2).build();
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> true, time),
        settings,
        time);
  }
}
