package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.test.system.CapturedOutput;

class WorkersTest {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Order ORDER =
      new VideoOrder(
          "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null);

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final Database database = store.database();
  private final Ledger ledger = new Ledger(database, "this-node");
  private final Ledger other = new Ledger(database, "other-node");
  private final JobDesk desk = desk();
  private final PollPlanner pollPlanner = new PollPlanner(desk, target -> false, time);
  private final List<Job> worked = Collections.synchronizedList(new ArrayList<>());
  private volatile Consumer<Job> work = job -> {};
  private final Workers workers =
      new Workers(
          desk,
          pollPlanner,
          this::run,
          Map.of(JobStep.SUBMIT, 3, JobStep.POLL, 2, JobStep.DELIVER, 2, JobStep.RECOVER, 1),
          1,
          new WaitingCalls(Duration.ofMinutes(10)),
          true);

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void noStepWorksOnMoreJobsThanItHasWorkers() throws InterruptedException {
    var end = new CountDownLatch(1);
    work = job -> await(end);
    accept(10);

    workers.start("submit");
    workers.start("submit");

    worked(3);
    assertThat(Claims.of(ledger, JobState.Name.QUEUED, 10, time.instant(), LEASE)).hasSize(7);
    end.countDown();
  }

  @Test
  void whileCallersAskForMuchJobsAreStartedOneByOneAndAfterAWhileMoreAtOnce()
      throws InterruptedException {
    var end = new CountDownLatch(1);
    work = job -> await(end);
    accept(10);
    callersAskForMuch();

    workers.start("submit");
    worked(1);
    for (int n = 0; n < 60; n++) {
      time.passes(Duration.ofMillis(500));
      callersAskForMuch();
    }
    workers.start("submit");

    worked(3);
    end.countDown();
  }

  private void callersAskForMuch() {
    while (!desk.intake().callerLoad().isHigh()) {
      desk.intake().callerLoad().requested();
    }
  }

  @Test
  void aLogNamesTheJobThatIsWorkedOn() throws InterruptedException {
    var logged = new ConcurrentHashMap<String, String>();
    work = job -> logged.put(job.id(), String.valueOf(MDC.get("job_id")));
    accept(2);

    workers.start("submit");

    Awaitility.await().until(() -> logged.size() == 2);
    assertThat(logged).allSatisfy((id, named) -> assertThat(named).isEqualTo(id));
  }

  @Test
  void aWorkerThatIsDoneTakesTheNextJob() throws InterruptedException {
    work = desk.endings()::cancel;
    accept(4);

    workers.start("submit");
    worked(3);
    startUntilWorked(4);
  }

  @Test
  void whatIsUnderWayIsWaitedForAndNothingMoreIsClaimed() throws InterruptedException {
    var end = new CountDownLatch(1);
    work = job -> await(end);
    accept(4);
    workers.start("submit");
    worked(3);

    workers.close();

    assertThat(workers.awaitIdle(Duration.ofMillis(10))).isFalse();
    end.countDown();
    assertThat(workers.awaitIdle(Duration.ofMinutes(1))).isTrue();
    workers.start("submit");
    worked(3);
    assertThat(workers.awaitIdle(Duration.ZERO)).isTrue();
  }

  @Test
  void aWorkerIsFreeAgainWhenItsRouteThrows() throws InterruptedException {
    work =
        job -> {
          throw new IllegalStateException("no luck");
        };
    accept(4);

    workers.start("submit");
    worked(3);
    startUntilWorked(4);
  }

  /** Whatever was thrown, and however far the route had come. */
  @Test
  void aLeaseEndsWithTheExchangeThatHeldIt() throws InterruptedException {
    work =
        job -> {
          throw new AssertionError("not even an exception");
        };
    var job = accept(1).getFirst();

    workers.start("submit");
    worked(1);

    Awaitility.await().until(() -> isFree(job));
    time.passes(Duration.ofSeconds(10));
    assertThat(Claims.of(other, JobState.Name.QUEUED, 10, time.instant(), LEASE)).hasSize(1);
  }

  /** Another process has ended its lease. */
  @Test
  void onlyAWorkerThatStillHasItsLeaseIsSaidToHaveNoResult(CapturedOutput output)
      throws InterruptedException {
    var cancelled = accept(2).getFirst();
    var why = new JobState.Failure("cancelled", "The job was cancelled by its owner.");
    work =
        job -> {
          if (job.id().equals(cancelled.id())) {
            other.expiry().cancel(job.id(), why, time.instant());
          }
        };

    workers.start("submit");
    worked(2);

    Awaitility.await().until(() -> free() == 3);
    assertThat(output)
        .containsOnlyOnce("1 worker(s) ended without a result")
        .contains(worked.stream().map(Job::id).filter(id -> !id.equals(cancelled.id())).toList())
        .doesNotContain("that of " + cancelled.id());
  }

  @Test
  void aLeaseThatCannotBeReturnedIsNotRenewed() throws InterruptedException {
    work = job -> ledgerIsCalled("away");
    accept(1);

    workers.start("submit");
    worked(1);
    Awaitility.await().until(() -> free() == 3);
    ledgerIsCalled("job");
    time.passes(LEASE.minusSeconds(1));
    desk.leases().renew();
    time.passes(Duration.ofSeconds(2));

    assertThat(Claims.of(other, JobState.Name.QUEUED, 10, time.instant(), LEASE)).hasSize(1);
  }

  /** After a time without a database or a processor, nobody else having come. */
  @Test
  void aProcessDoesNotTakeItsOwnJobsFromTheirWorkers() throws InterruptedException {
    var end = new CountDownLatch(1);
    work = job -> await(end);
    accept(1);
    workers.start("submit");
    worked(1);

    time.passes(LEASE.multipliedBy(3));
    workers.start("submit");

    assertThat(workers.free(JobStep.SUBMIT, "")).isEqualTo(2);
    assertThat(worked).hasSize(1);
    end.countDown();
  }

  @Test
  void aLeaseIsRenewedAsLongAsItsWorkerWorks() throws InterruptedException {
    var end = new CountDownLatch(1);
    work = job -> await(end);
    accept(1);
    workers.start("submit");
    worked(1);

    for (int i = 0; i < 5; i++) {
      time.passes(LEASE.minusSeconds(1));
      desk.leases().renew();
      assertThat(Claims.of(other, JobState.Name.QUEUED, 10, time.instant(), LEASE)).isEmpty();
    }
    end.countDown();
  }

  @Test
  void aWorkerRunsTheRouteOfItsStepWithItsJob() throws InterruptedException {
    var job = accept(1).getFirst();

    workers.start("submit");
    worked(1);

    assertThat(worked).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  void workersThatFindNothingToDoStayFree() throws InterruptedException {
    workers.start("submit");

    assertThat(free()).isEqualTo(3);
  }

  @Test
  void workersAreFreeAgainAfterAFailureOfTheLedger() {
    accept(3);
    ledgerIsCalled("away");

    assertThatThrownBy(() -> workers.start("submit")).hasStackTraceContaining("no such table");

    ledgerIsCalled("job");
    assertThat(free()).isEqualTo(3);
  }

  @Test
  void stepsDoNotShareTheirWorkers() throws InterruptedException {
    var end = new CountDownLatch(1);
    work = job -> await(end);
    accept(3);
    workers.start("submit");
    worked(3);

    assertThat(workers.free(JobStep.SUBMIT, "")).isZero();
    assertThat(workers.free(JobStep.POLL, "studio")).isEqualTo(2);
    end.countDown();
  }

  /** Both sinks are of jobs at one upstream. */
  @Test
  void aSinkThatHangsKeepsNoJobFromAnother() throws InterruptedException {
    var end = new CountDownLatch(1);
    work =
        job -> {
          if ("hanging".equals(job.deliveryOptions().sink())) {
            await(end);
          }
        };
    accept(5);
    rendered("hanging");
    workers.start("deliver");
    worked(2);
    accept(1);
    rendered("healthy");

    workers.start("deliver");

    worked(3);
    assertThat(worked.getLast().deliveryOptions().sink()).isEqualTo("healthy");
    end.countDown();
  }

  /** The queued jobs are rendered now, and go to this sink. */
  private void rendered(String sink) {
    database.write(
        db ->
            db.sql(
                    """
                    update job set state = 'rendered', sink = ?, upstream = 'studio',
                      credential = 'key', model = 'm', task = 'task_' || id, submitted_at = due,
                      links = '["https://studio.example/1.mp4"]'
                    where state = 'queued'
                    """)
                .param(sink)
                .update());
  }

  @Test
  void nothingIsClaimedOnceClosed() throws InterruptedException {
    accept(1);

    workers.close();
    workers.start("submit");

    assertThat(Claims.of(ledger, JobState.Name.QUEUED, 10, time.instant(), LEASE)).hasSize(1);
  }

  @Test
  void everyWorkerWorksAtTheSameTime() throws InterruptedException {
    var together = new CountDownLatch(3);
    work =
        job -> {
          together.countDown();
          await(together);
        };
    accept(3);

    workers.start("submit");

    assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void run(String route, String variable, Object carried) {
    assertThat(route).isIn("submit-job", "deliver-job");
    assertThat(variable).isEqualTo("job");
    var job = (Job) carried;
    worked.add(job);
    work.accept(job);
  }

  private void worked(int jobs) {
    Awaitility.await().until(() -> worked.size() >= jobs);
    assertThat(worked).hasSize(jobs);
  }

  private void startUntilWorked(int jobs) {
    Awaitility.await()
        .until(
            () -> {
              time.passes(Duration.ofSeconds(10));
              workers.start("submit");
              return worked.size() >= jobs;
            });
  }

  private int free() {
    return workers.free(JobStep.SUBMIT, "");
  }

  private boolean isFree(Job job) {
    return database
        .reader()
        .sql("select owner is null from job where id = ?")
        .param(job.id())
        .query(Boolean.class)
        .single();
  }

  private List<Job> accept(int jobs) {
    var accepted = new ArrayList<Job>();
    for (int i = 0; i < jobs; i++) {
      accepted.add(desk.intake().accept(ORDER, "anna"));
    }
    return accepted;
  }

  private void ledgerIsCalled(String name) {
    var former = name.equals("job") ? "away" : "job";
    database.reader().sql("alter table %s rename to %s".formatted(former, name)).update();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JobDesk desk() {
    var upstreams = new Upstreams(Map.of(), Map.of("sora_video2", List.of()));
    var settings = new TestJobSettings().pollEvery(Duration.ofSeconds(2)).lease(LEASE).build();
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        settings,
        time);
  }
}
