package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's frequent queries use its indexes, however many jobs have ended. */
class SqliteQueryPlanTest {

  private final Path folder;

  SqliteQueryPlanTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aClaimReadsOnlyTheDueJobsHoweverManyHaveEnded() throws IOException {
    var params = List.<Object>of("studio", 0, 1, "this-node", 0);

    for (var state : List.of("submitting", "rendering")) {
      assertThat(QueryPlan.of(folder, JobQueue.CLAIM_OPEN.formatted(state, ""), params))
          .contains("SEARCH job USING INDEX job_%s (upstream=? AND due<?)".formatted(state))
          .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
    }
    var rendered = List.<Object>of("studio", "file", "ann", 0, 1, "this-node", 0);
    assertThat(QueryPlan.of(folder, JobQueue.CLAIM_RENDERED.formatted(""), rendered))
        .contains(
            "SEARCH job USING INDEX job_rendered_sink (upstream=? AND <expr>=? AND licence=? AND"
                + " due<?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
  }

  @Test
  void thePlacesOfRenderedJobsAreFoundWithoutReadingAllOfThem() throws IOException {
    assertThat(QueryPlan.of(folder, JobPlaces.RENDERED, List.of()))
        .filteredOn(step -> step.contains("job") || step.contains("more"))
        .contains(
            "SEARCH more USING INDEX job_rendered_sink (upstream=? AND <expr>=? AND licence>?)",
            "SEARCH more USING INDEX job_rendered_sink (upstream=? AND <expr>>?)",
            "SEARCH more USING INDEX job_rendered_sink (upstream>?)")
        .allMatch(
            step ->
                step.contains("sqlite_autoindex_job_1")
                    || step.contains("USING INDEX job_rendered_sink"))
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void aClaimReadsOnlyTheDueQueuedJobsOfEachPriority() throws IOException {
    var params = List.<Object>of("ann", 0, 0, 1, "this-node", 0);
    assertThat(QueryPlan.of(folder, JobQueue.CLAIM_QUEUED.formatted(""), params))
        .contains("SEARCH job USING INDEX job_ready (licence=? AND priority=? AND due<?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
    assertThat(QueryPlan.of(folder, JobQueue.DUE, List.of(0)))
        .filteredOn(step -> step.contains("job") || step.contains("more") || step.contains("due"))
        .isNotEmpty()
        .allMatch(
            step ->
                step.contains("sqlite_autoindex_job_1")
                    || step.contains("USING COVERING INDEX job_ready")
                    || step.contains("USING INDEX job_ready"))
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void theUsageOfSomeDaysReadsOnlyTheJobsThatEndedThen() throws IOException {
    var sql = UsageQueries.sql(EnumSet.allOf(UsageQuery.Group.class));

    assertThat(QueryPlan.of(folder, sql, List.of("USD", 0, 1, 9)))
        .contains("SEARCH job USING INDEX job_ended (ended_at>? AND ended_at<?)");
  }

  @Test
  void anOperatorsListIsOneRangeOfAnIndexWithTheFilters() throws IOException {
    for (var selection : JobListQuery.Selection.values()) {
      var query = new JobListQuery(selection, "ann", "studio", "m", Instant.EPOCH, "video_1", 21);
      var page = new JobLists.Statement(query, 7L, "+");
      var index = selection == JobListQuery.Selection.FAILED ? "job_failed" : "job_age";

      assertThat(QueryPlan.of(folder, page.sql(), page.params()))
          .hasSize(1)
          .allMatch(step -> step.startsWith("SEARCH job USING INDEX " + index + " ("));
      var first = new JobListQuery(selection, null, null, null, null, null, 21);
      var all = new JobLists.Statement(first, null, "+");
      assertThat(QueryPlan.of(folder, all.sql(), all.params()))
          .containsExactly("SCAN job USING INDEX " + index);
    }
    assertThat(QueryPlan.of(folder, JobLists.OLDEST, List.of()))
        .containsExactly("SCAN job USING COVERING INDEX job_age");
  }

  @Test
  void openJobsAreCountedAtTheirPlace() throws IOException {
    assertThat(QueryPlan.of(folder, OpenJobs.FIRST, List.of(9)))
        .contains("SCAN job USING INDEX job_age");
    var rendering =
        OpenJobs.count(OpenJobs.Stage.RENDERING, "state = 'rendering' and upstream = ?");
    assertThat(QueryPlan.of(folder, rendering, List.of("studio", 9)))
        .contains("SEARCH job USING COVERING INDEX job_rendering (upstream=?)");
    var waiting = OpenJobs.count(OpenJobs.Stage.WAITING, "wait_queue is not null");
    assertThat(QueryPlan.of(folder, waiting, List.of(9)))
        .contains("SEARCH job USING COVERING INDEX job_waiting (wait_queue>?)");
  }

  @Test
  void whatEndedIsSummedUpWithoutALookAtTheJobs() throws IOException {
    var covering = "SEARCH job USING COVERING INDEX job_ended (ended_at>?)";

    assertThat(QueryPlan.of(folder, EndedJobs.ENDED, List.of(0))).contains(covering);
    assertThat(QueryPlan.of(folder, EndedJobs.TIMES, List.of(0, 9))).containsExactly(covering);
    assertThat(QueryPlan.of(folder, UpstreamQueries.ENDED, List.of(0))).contains(covering);
    assertThat(QueryPlan.of(folder, UpstreamQueries.TIMES, List.of(0, 9)))
        .containsExactly("SEARCH job USING INDEX job_ended (ended_at>?)");
    assertThat(QueryPlan.of(folder, UpstreamQueries.WAITING, List.of(9)))
        .contains("SEARCH job USING COVERING INDEX job_waiting (wait_queue>?)");
  }

  @Test
  void aCallReadsOnlyTheJobsOfThatWaitQueue() throws IOException {
    var params = List.<Object>of("a line", "ann", 1, "this-node", 0);

    assertThat(QueryPlan.of(folder, WaitingJobs.CLAIM_WAITING.formatted(""), params))
        .contains("SEARCH job USING INDEX job_waiting (wait_queue=? AND licence=?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("TEMP B-TREE"));
  }

  @Test
  void theNextLicencesOfAWaitQueueAreFoundPastTheirJobs() throws IOException {
    var sql = WaitingJobs.NEXT_LICENCES.replaceAll(":[a-z]+", "?");

    assertThat(QueryPlan.of(folder, sql, List.of("a line", "ann", "a line", 4)))
        .filteredOn(step -> step.contains("job"))
        .hasSize(2)
        .containsOnly("SEARCH job USING COVERING INDEX job_waiting (wait_queue=? AND licence>?)");
  }

  @Test
  void theFirstJobOfEachWaitQueueIsFoundPastAllOthers() throws IOException {
    assertThat(QueryPlan.of(folder, WaitingJobs.ONE_OF_EACH, List.of()))
        .filteredOn(step -> step.contains("job"))
        .isNotEmpty()
        .allMatch(step -> step.contains("INDEX job_waiting"))
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void onlyOpenRendersAreLookedAtToCountThem() throws IOException {
    assertThat(QueryPlan.of(folder, JobQueries.COUNT_OPEN, List.of("studio")))
        .allMatch(step -> step.matches("SEARCH job USING INDEX job_open.*"));
    assertThat(QueryPlan.of(folder, JobQueries.COUNT_OPEN_UNDER, List.of("studio", "key")))
        .allMatch(step -> step.matches("SEARCH job USING INDEX job_open .*credential.*"));
  }

  @Test
  void theSweepReadsOnlyTheJobsThatItEnds() throws IOException {
    assertThat(QueryPlan.of(folder, Expiry.DUE, List.of(9, 0, "", 200)))
        .containsExactly(
            "SEARCH job USING INDEX job_deadline ((deadline,id)>(?,?) AND deadline<?)");
  }

  @Test
  void theRetryOfAJobIsFoundHoweverManyJobsItsLicenceHas() throws IOException {
    assertThat(QueryPlan.of(folder, JobQueries.OPEN_RETRY, List.of("video_1", "ann")))
        .contains("SEARCH job USING INDEX job_retry (retry_of=? AND licence=?)")
        .noneMatch(step -> step.contains("TEMP B-TREE"));
  }

  @Test
  void openJobsOfCancelledBatchesAreFoundByTheirBatch() throws IOException {
    assertThat(QueryPlan.of(folder, JobQueries.CANCELLED_BATCHES, List.of()))
        .containsExactly("SCAN batch USING INDEX batch_cancelled");
    for (var sql : List.of(JobQueries.QUEUED_OF, JobQueries.SENT_OF)) {
      assertThat(QueryPlan.of(folder, sql, List.of("b1", 100)))
          .containsExactly("SEARCH job USING INDEX job_batch_open (batch=?)");
    }
  }

  @Test
  void aPageOfFilteredVideosIsOneRangeForEachState() throws IOException {
    var states = EnumSet.of(JobState.Name.QUEUED, JobState.Name.FAILED);

    assertThat(plan(new VideoFilter(states, null, Map.of())))
        .contains(
            "SEARCH job USING COVERING INDEX job_state (licence=? AND (state,id)>(?,?) AND"
                + " (state,id)<(?,?))")
        .noneMatch(step -> step.startsWith("SCAN job"));
    assertThat(plan(new VideoFilter(states, "m", Map.of())))
        .contains(
            "SEARCH job USING COVERING INDEX job_model (licence=? AND ordered_model=? AND"
                + " (state,id)>(?,?) AND (state,id)<(?,?))",
            "SEARCH job USING INDEX job_model (licence=? AND ordered_model=? AND state=?)")
        .noneMatch(step -> step.startsWith("SCAN job") || step.contains("job_licence"));
    assertThat(plan(new VideoFilter(Set.of(), null, Map.of("a", "b"))))
        .contains(
            "SEARCH m USING COVERING INDEX sqlite_autoindex_job_metadata_1 (licence=? AND pair=?"
                + " AND job>? AND job<?)")
        .noneMatch(step -> step.startsWith("SCAN job"));
  }

  @Test
  void aPageOfABatchOrOfATimeIsOneRange() throws IOException {
    var from = Instant.parse("2026-11-03T10:15:30Z");
    var words = PromptWords.NONE;

    assertThat(plan(new VideoFilter(Set.of(), null, Map.of(), "b1", words, from, null)))
        .contains(
            "SEARCH job USING COVERING INDEX job_batch (licence=? AND (batch,id)>(?,?) AND"
                + " (batch,id)<(?,?))")
        .noneMatch(step -> step.startsWith("SCAN job"));
    assertThat(plan(new VideoFilter(Set.of(), null, Map.of(), null, words, from, from)))
        .containsExactly("SEARCH job USING INDEX job_licence (licence=? AND id>? AND id<?)");
  }

  private List<String> plan(VideoFilter filter) throws IOException {
    return QueryPlan.of(folder, new VideoList("ann", filter, null, false, 21));
  }

  @Test
  void aPageOfAListClaimsByTask() throws IOException {
    var params = List.<Object>of("studio", "key", "t1", "t2", "this-node", 0);
    assertThat(QueryPlan.of(folder, JobQueue.CLAIM_LISTED.formatted("?, ?", ""), params))
        .contains("SEARCH job USING INDEX job_task (upstream=? AND credential=? AND task=?)")
        .noneMatch(step -> step.startsWith("SCAN job"));
  }
}
