package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.job.JobListQuery;
import dev.reelway.job.JobListQuery.Selection;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminJobsTest {

  @Test
  void withoutParametersItIsTheFirstPageOfTheOpenJobs() {
    assertThat(AdminJobs.query(Parameters.NONE))
        .isEqualTo(new JobListQuery(Selection.OPEN, null, null, null, null, null, 21));
  }

  @Test
  void filtersAndPagesAreChosen() {
    var after = "image_" + "0".repeat(32);
    var asked =
        List.of(
            Map.entry("state", "failed"),
            Map.entry("licence", "ann"),
            Map.entry("upstream", "studio"),
            Map.entry("model", "sora-2"),
            Map.entry("order", "age"),
            Map.entry("after", after),
            Map.entry("limit", "5"));

    assertThat(AdminJobs.query(Parameters.of(asked)))
        .isEqualTo(new JobListQuery(Selection.FAILED, "ann", "studio", "sora-2", null, after, 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1795953600", "2026-11-29T12:00:00Z"})
  void aTimeIsInSecondsOrATimestamp(String text) {
    var query = AdminJobs.query(Parameters.of("created_after", text));

    assertThat(query.createdAfter()).isEqualTo(Instant.parse("2026-11-29T12:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          state | done | state must be one of open, queued, submitting, rendering, rendered, failed
          order | desc | order must be age, or omitted
          created_after | yesterday | created_after must be a time in seconds since 1970, or like 2026-11-29T12:00:00Z
          created_after | -1 | created_after must be a time in seconds since 1970, or like 2026-11-29T12:00:00Z
          created_after | 999999999999 | created_after must be a time in seconds since 1970, or like 2026-11-29T12:00:00Z
          after | job_1 | after must be an id from this list, such as last_id
          limit | 101 | limit must be a whole number from 0 to 100
          sate | open | sate is not a parameter: did you mean state?
          """)
  void whatCannotBeListedIsRefused(String name, String value, String sentence) {
    var refused =
        catchThrowableOfType(OrderRefused.class, () -> AdminJobs.query(Parameters.of(name, value)));

    assertThat(refused.sentence()).isEqualTo(sentence);
  }
}
