package dev.reelway.drills;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.intake.BatchCalls;
import dev.reelway.job.Claims;
import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.Ledger;
import dev.reelway.job.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What each tick and each call costs with a thousand, a hundred thousand and a million open jobs,
 * all of them lines of one batch. It prints the times of both databases side by side and takes some
 * minutes. With {@code -Ddrop=job_licence}, or another index, it must fail.
 */
@ResourceLock(TestDatabase.POSTGRES)
class OpenJobsDrill {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String DROP = System.getProperty("drop", "");
  private static final List<Integer> SIZES = List.of(1_000, 100_000, 1_000_000);
  private static final int AT_ONCE = 5;

  /**
   * Of twenty jobs, eight are ready, six wait for capacity, five render and one is fetched. Each of
   * the ten licences has a whole page of them, also of a thousand.
   */
  private static final String FILL =
      """
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
      insert into job (id, licence, batch, line, request, state, due, fence, attempts, upstream,
        credential, model, task, submitted_at, progress, links, created_at, wait_until, deadline,
        wait_queue, priority)
      select 'video_' || (1000000000000 + i), 'licence' || (i % 10), 'batch_1', i, request,
        case when i % 20 < 14 then 'queued' when i % 20 < 19 then 'rendering' else 'rendered' end,
        job.due - i % 1000, 0, 0,
        case when i % 20 < 14 then null else 'studio' end,
        case when i % 20 < 14 then null else 'key' end,
        case when i % 20 < 14 then null else 'm' end,
        case when i % 20 < 14 then null else 'task_' || i end,
        case when i % 20 < 14 then null else job.due end,
        0, case when i % 20 < 19 then null else '["https://studio.example/1.mp4"]' end,
        job.created_at, job.wait_until, job.deadline + i,
        case when i % 20 between 8 and 13 then '[studio]' else null end, 0
      from n cross join job
      """;

  private static final Failure LATE = new Failure("timed_out", "The job was not finished in time.");

  /** Those that wait for capacity are neither claimed nor polled. */
  private static final String LAST =
      "select id from job where wait_queue is not null or state = 'rendered' order by id desc limit"
          + " 300";

  private final Costs costs = new Costs();

  @Test
  void noCostGrowsWithWhatIsOpen(@TempDir Path folder) throws IOException {
    rounds(folder, List.of(SIZES.getFirst()));
    costs.clear(); // It has warmed up the virtual machine.
    rounds(folder, SIZES);
    costs.print("so many open jobs", SIZES);
    costs.assertConstant();
  }

  private void rounds(Path folder, List<Integer> sizes) throws IOException {
    for (int size : sizes) {
      var own = Files.createTempDirectory(folder, "sqlite-");
      try (var store = TestDatabase.sqlite(own)) {
        measure("SQLite", store, size);
      }
      try (var store = TestDatabase.postgres()) {
        measure("PostgreSQL", store, size);
      }
    }
  }

  private void measure(String name, TestDatabase store, int size) {
    var batches = new BatchCalls(store.database());
    var ledger = new Ledger(store.database(), "this-node", batches.counts());
    fill(store, ledger, batches, size);

    costs.measure(name, "claim 5", size, () -> claim(store, ledger));
    costs.measure(name, "poll round of 5", size, () -> poll(store, ledger));
    costs.measure(name, "sweep, nothing due", size, () -> ledger.expiry().expire(job -> LATE, NOW));
    var ids = store.database().reader().sql(LAST).query(String.class).list().iterator();
    costs.measure(name, "sweep, 5 due", size, () -> sweep(store, ledger, ids));
    costs.measure(
        name,
        "list page of 100",
        size,
        () -> ledger.queries().videosOf("licence1", null, false, 100));
    costs.measure(name, "batch count", size, () -> batches.failed("ann"));
    costs.measure(name, "finished batches", size, batches::finished);
    assertThat(batches.failed("ann")).isEqualTo(Costs.CALLS * AT_ONCE);
  }

  /** The job is due and free again afterwards, and that is not measured. */
  private static long claim(TestDatabase store, Ledger ledger) {
    long start = System.nanoTime();
    var claimed = Claims.of(ledger, JobState.Name.QUEUED, AT_ONCE, NOW, LEASE);
    long taken = System.nanoTime() - start;
    restore(store, claimed);
    return taken;
  }

  private static long poll(TestDatabase store, Ledger ledger) {
    long start = System.nanoTime();
    var claimed = Claims.of(ledger, JobState.Name.RENDERING, AT_ONCE, NOW, LEASE);
    Claims.commitAll(ledger, claimed);
    long taken = System.nanoTime() - start;
    restore(store, claimed);
    return taken;
  }

  private static void restore(TestDatabase store, List<Job> claimed) {
    assertThat(claimed).hasSize(AT_ONCE);
    store
        .database()
        .write(
            db ->
                db.sql("update job set owner = null, due = :due where id in (:ids)")
                    .param("due", NOW.minusSeconds(1).toEpochMilli())
                    .param("ids", claimed.stream().map(Job::id).toList())
                    .update());
  }

  private static long sweep(TestDatabase store, Ledger ledger, Iterator<String> ids) {
    var late = Stream.generate(ids::next).limit(AT_ONCE).toList();
    store
        .database()
        .write(
            db ->
                db.sql("update job set deadline = 0 where id in (:ids)")
                    .param("ids", late)
                    .update());
    long start = System.nanoTime();
    assertThat(ledger.expiry().expire(job -> LATE, NOW)).hasSize(AT_ONCE);
    return System.nanoTime() - start;
  }

  private static void fill(TestDatabase store, Ledger ledger, BatchCalls batches, int size) {
    ledger.records().insert(List.of(first()));
    store.database().write(db -> db.sql(FILL).param(size).update());
    store.database().write(db -> db.sql("delete from job where batch is null").update());
    if (!DROP.isEmpty()) {
      store.database().write(db -> db.sql("drop index if exists " + DROP).update());
    }
    batches.open("batch_1", "ann", size, NOW);
    if (store.database().shared()) {
      store.database().reader().sql("vacuum analyze").update();
    }
  }

  private static Job first() {
    return JobBuilder.queuedVideo(NOW).deadline(NOW.plusSeconds(86_400)).build();
  }
}
