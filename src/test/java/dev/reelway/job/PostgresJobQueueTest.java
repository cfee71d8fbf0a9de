package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobQueueTest extends JobQueueContract {

  private static final String MANY =
      """
      insert into job (id, licence, request, state, due, created_at, deadline, ordered_model,
                       upstream, wait_queue, fence, attempts, progress)
      select 'video_' || lpad(to_hex(i), 32, '0'), 'l', repeat('x', 300),
             case when mod(i, 4) = 0 then 'queued' else 'delivered' end,
             i, i, i, 'm', 'u', case when mod(i, 4) = 0 then 'q' end, 0, 0, 0
      from generate_series(1, %d) i
      """;

  PostgresJobQueueTest() {
    super(TestDatabase.postgres());
  }

  /** However many jobs there were when the plan was made, which is kept while they grow. */
  @ParameterizedTest
  @ValueSource(ints = {500, 2_000, 20_000})
  void noClaimReadsAllJobs(int jobs) {
    ledger.records().insert(List.of(accepted(), accepted()));
    store.database().write(db -> db.sql(MANY.formatted(jobs)).update());
    store.database().reader().sql("vacuum analyze job").update();

    var skipLocked = store.database().skipLocked();
    var claims =
        Stream.of(
                JobPlaces.RENDERED,
                JobQueue.DUE,
                JobQueue.CLAIM_QUEUED,
                JobQueue.CLAIM_RENDERED,
                WaitingJobs.CLAIM_WAITING,
                WaitingJobs.NEXT_LICENCES.replaceAll(":[a-z]+", "?"),
                WaitingJobs.ONE_OF_EACH)
            .map(sql -> sql.formatted(skipLocked));
    var open =
        Stream.of("submitting", "rendering")
            .map(state -> JobQueue.CLAIM_OPEN.formatted(state, skipLocked));

    assertThat(Stream.concat(claims, open))
        .allSatisfy(
            sql ->
                assertThat(PostgresQueryPlan.of(store, sql))
                    .noneMatch(step -> step.contains("Seq Scan on job")));
  }
}
