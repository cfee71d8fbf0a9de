package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobQueriesTest extends JobQueriesContract {

  private static final String MANY =
      """
      insert into job (id, licence, request, state, due, created_at, deadline, ordered_model,
                       batch, line, fence, attempts, progress)
      select 'video_' || lpad(to_hex(i), 32, '0'), 'l' || i % 2, repeat('x', 300), 'delivered',
             i, i, i, 'm' || i % 2, 'b' || i % 2, i, 0, 0, 0
      from generate_series(1, 20000) i
      """;

  PostgresJobQueriesTest() {
    super(TestDatabase.postgres());
  }

  /** Neither where all jobs of the licence fit, nor where none does; at most one batch is read. */
  @Test
  void noPageOfFilteredVideosReadsAllJobs() {
    store.database().write(db -> db.sql(MANY).update());
    store.database().reader().sql("vacuum analyze job").update();

    for (var filter :
        List.of(
            new VideoFilter(Set.of(), "m0", Map.of()),
            new VideoFilter(Set.of(JobState.Name.DELIVERED), null, Map.of()),
            new VideoFilter(Set.of(), null, Map.of(), "b1", PromptWords.NONE, null, null))) {
      for (boolean ascending : new boolean[] {false, true}) {
        assertThat(plan(new VideoList("l0", filter, null, ascending, 21)))
            .filteredOn(step -> step.contains(" on job"))
            .allMatch(
                step ->
                    step.matches(
                        ".* using (job_model|job_state|job_batch|job_line|job_pkey) on job.*"))
            .filteredOn(step -> step.contains("job_pkey"))
            .hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private List<String> plan(VideoList page) {
    var sql = page.query(store.database().reader());
    return PostgresQueryPlan.of(store, sql.replaceAll(":[a-z]+\\b", "?"));
  }
}
