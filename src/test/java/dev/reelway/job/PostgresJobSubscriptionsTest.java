package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Rendering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What other processes change reaches those who watch a job here. */
@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobSubscriptionsTest extends LedgerFixture {

  private final JobSubscriptions jobSubscriptions =
      new JobSubscriptions(
          ledger.queries(), new VideoFeeds(ledger.videoChanges(), new SettableClock(NOW)));

  PostgresJobSubscriptionsTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void eachChangeIsToldOnce() throws Exception {
    var job = inState(new Rendering(AT, 5));
    try (var jobSubscription = watch(job)) {
      jobSubscriptions.notifyOfOtherProcesses();
      assertThat(jobSubscription.next(Duration.ZERO)).isNull();

      spoil(job, "progress = 42");
      jobSubscriptions.notifyOfOtherProcesses();
      jobSubscriptions.notifyOfOtherProcesses();
      assertThat(jobSubscription.next(Duration.ZERO)).isEqualTo(found(job));
      assertThat(jobSubscription.next(Duration.ZERO)).isNull();

      neighbour.expiry().cancel(job.id(), UNWANTED, NOW);
      jobSubscriptions.notifyOfOtherProcesses();
      assertThat(jobSubscription.next(Duration.ZERO)).isEqualTo(found(job));
    }
  }

  /** The orders of all others would be read once a second. */
  @Test
  void ofManyJobsOnlyThoseThatHaveChangedAreRead() throws Exception {
    var jobs = IntStream.range(0, 1_100).mapToObj(i -> accepted()).toList();
    ledger.records().insert(jobs);
    var watched = new ArrayList<JobSubscription>();
    for (var job : jobs) {
      watched.add(watch(job));
    }
    store.database().write(db -> db.sql("update job set request = 'no order'").update());
    spoil(jobs.getLast(), "state = 'failed', failure_code = 'failed', failure = 'It failed.'");

    jobSubscriptions.notifyOfOtherProcesses();

    assertThat(watched.getLast().next(Duration.ZERO)).isNotNull();
    for (var other : watched.subList(0, watched.size() - 1)) {
      assertThat(other.next(Duration.ZERO)).isNull();
    }
    watched.forEach(JobSubscription::close);
  }

  private JobSubscription watch(Job job) throws InterruptedException {
    var jobSubscription = jobSubscriptions.watch(job);
    assertThat(jobSubscription.next(Duration.ZERO)).isNotNull();
    return jobSubscription;
  }
}
