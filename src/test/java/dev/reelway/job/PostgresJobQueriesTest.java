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

  /** As the driver gets it from the fifth call on: made before the values are known. */
  private List<String> plan(VideoList page) {
    var names = List.of("licence", "model", "order", "from", "end", "limit", "batch");
    var sql = page.query(store.database().reader());
    for (int i = 0; i < names.size(); i++) {
      sql = sql.replaceAll(":%s\\b".formatted(names.get(i)), "\\$" + (i + 1));
    }
    var prepare = "prepare page(text, text, text, text, text, int, text) as " + sql;
    return store
        .database()
        .write(
            db -> {
              db.sql("set local plan_cache_mode = force_generic_plan").update();
              db.sql(prepare).update();
              var execute = "explain execute page('l0', 'm0', '', 'video_g', 'video_', 21, 'b1')";
              var steps = db.sql(execute).query((step, number) -> step.getString(1)).list();
              db.sql("deallocate page").update();
              return steps;
            });
  }
}
