package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two nodes after a time without a database in which all leases ran out. */
@ResourceLock(TestDatabase.POSTGRES)
class LeasesAfterAnOutageTest {

  private static final Order ORDER =
      new VideoOrder(
          "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null);

  private static final Duration LEASE = Duration.ofSeconds(20);

  private final TestDatabase store = TestDatabase.postgres();
  private final SettableClock time = new SettableClock();
  private final JobDesk one = node("one", store.database());
  private final JobDesk other = node("other", store.database());

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aLiveWorkerKeepsItsJob() {
    var job = workedOnByOne();
    time.passes(LEASE.plusSeconds(10));

    assertThat(claims(other)).isEmpty();
    one.leases().renew();
    time.passes(LeaseRenewal.AFTER_AN_OUTAGE);

    assertThat(claims(other)).isEmpty();
    assertThat(one.leases().held(job)).isNotNull();
  }

  @Test
  void theJobOfADeadWorkerIsClaimedALittleLater() {
    var job = workedOnByOne();
    time.passes(LEASE.plusSeconds(10));

    assertThat(claims(other)).isEmpty();
    time.passes(LeaseRenewal.AFTER_AN_OUTAGE);

    assertThat(claims(other)).extracting(Job::id).containsExactly(job.id());
  }

  /** A clock that runs ahead for a moment looks like an outage. */
  @Test
  void afterTheClockWasSetBackClaimsGoOn() {
    var job = workedOnByOne();
    var before = time.instant();
    time.passes(Duration.ofHours(2));
    assertThat(claims(other)).isEmpty();
    time.passes(Duration.between(time.instant(), before).plus(LEASE).plusSeconds(10));

    assertThat(other.leases().isBackSince(Expiry.UNTIL_POLLED)).isFalse();
    assertThat(claims(other)).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  void withoutAnOutageItIsClaimedAtOnce() {
    var job = workedOnByOne();
    for (int seconds = 0; seconds <= LEASE.toSeconds(); seconds += 5) {
      other.leases().renew();
      time.passes(Duration.ofSeconds(5));
    }

    assertThat(claims(other)).extracting(Job::id).containsExactly(job.id());
  }

  /** It may have been completed meanwhile, and nobody could ask. */
  @Test
  void aRenderWhoseDeadlinePassedMeanwhileIsPolledFirst() {
    var job = workedOnByOne();
    time.passes(Duration.between(time.instant(), job.deadline()).plusSeconds(1));

    assertThat(other.endings().expire()).isEmpty();
    time.passes(LeaseRenewal.AFTER_AN_OUTAGE);
    assertThat(other.endings().expire()).isEmpty();
    assertThat(claims(other)).extracting(Job::id).containsExactly(job.id());

    LiveNode.passes(other, time, Expiry.UNTIL_POLLED);
    assertThat(other.endings().expire()).extracting(Job::id).containsExactly(job.id());
  }

  private Job workedOnByOne() {
    one.leases().renew();
    other.leases().renew();
    one.intake().accept(ORDER, "anna");
    var job = one.steps().submitting(Claims.of(one, JobStep.SUBMIT, 1).getFirst());
    return one.steps().progressed(job, new Report("task", Verdict.WORKING, 0.0, null, List.of()));
  }

  private static List<Job> claims(JobDesk node) {
    return Claims.of(node, JobStep.POLL, 10);
  }

  private JobDesk node(String name, Database database) {
    var ledger = new Ledger(database, name);
    var upstream = new Upstream("up", "sora-chat", "http://127.0.0.1:1", "key", "k", false);
    var upstreams =
        new Upstreams(
            Map.of("up", upstream), Map.of("sora_video2", List.of(new Target("up", "key", "m"))));
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> true, time),
        new TestJobSettings().lease(LEASE).build(),
        time);
  }
}
