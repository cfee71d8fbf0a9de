package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each reader is shown, on every database alike. */
abstract class JobQueriesContract extends LedgerFixture {

  JobQueriesContract(TestDatabase store) {
    super(store);
  }

  @Test
  void theJobsOfAFileComePageByPage() {
    ledger.records().insert(lines("b1", 5));
    ledger.records().insert(lines("b2", 5));

    assertThat(ledger.queries().ofBatch("b1", 2, 2))
        .extracting(Job::batch)
        .containsExactly(new BatchLine("b1", 3), new BatchLine("b1", 4));
    assertThat(ledger.queries().ofBatch("b1", 4, 2))
        .extracting(Job::batch)
        .containsExactly(new BatchLine("b1", 5));
    assertThat(ledger.queries().ofBatch("b1", 5, 2)).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aTaskStaysItsJobsOwnWhenTheJobHasEnded(JobState ended) {
    inState(ended);

    assertThat(ledger.queries().isTaskTaken("studio", "first-key", AT.task()))
        .isEqualTo(ended.renderTask() != null);
  }

  @Test
  void theSameTaskElsewhereIsAnotherTask() {
    inState(new Rendering(AT, 5));
    var otherKey = new RenderTask(new Target("studio", "second-key", "studio-1-pro"), AT.task());
    var otherStudio = new RenderTask(new Target("studio-2", "first-key", "m"), AT.task());
    var otherTask = new RenderTask(TARGET, "8");

    for (var elsewhere : List.of(otherKey, otherStudio, otherTask)) {
      var at = elsewhere.target();
      assertThat(ledger.queries().isTaskTaken(at.upstream(), at.credential(), elsewhere.task()))
          .isFalse();
      inState(new Rendering(elsewhere, 5));
      assertThat(ledger.queries().isTaskTaken(at.upstream(), at.credential(), elsewhere.task()))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"request = '{'", "state = 'dreaming'"})
  void listsShowAnUnreadableJobAsFailed(String how) {
    var line = accepted(new BatchLine("batch", 7));
    ledger.records().insert(List.of(line));
    spoil(line, how);

    for (var read :
        List.of(
            ledger.queries().videosOf("ann", null, false, 10),
            ledger.queries().ofBatch("batch", 0, 10),
            ledger.queries().findAny(List.of(line.id())))) {
      assertThat(read)
          .singleElement()
          .extracting(Job::state)
          .isEqualTo(new Failed(null, JobRow.UNREADABLE));
    }
    assertThat(found(line).batch()).isEqualTo(line.batch());
  }

  @Test
  void aVideoIsServedThoughItsOrderIsUnreadable() {
    var job = delivered("task", null);
    spoil(job, "request = '{'");

    assertThat(found(job).state()).isEqualTo(job.state());
  }

  @Test
  void aDeletedJobIsFoundOnlyByTheService() {
    var job = inState(new Delivered(AT, List.of(VIDEO_FILE), null));

    ledger.retention().delete(job.id(), NOW);

    assertThat(ledger.queries().findOwned(job.id(), "ann")).isEmpty();
    assertThat(list(null, false, 10)).isEmpty();
    assertThat(list(null, true, 10)).isEmpty();
    assertThat(ledger.queries().findAny(job.id())).contains(job);
    assertThat(ledger.queries().isTaskTaken("studio", "first-key", AT.task())).isTrue();
  }

  @Test
  void aDeletedLineOfAFileStillCountsInItsFile() {
    var job = accepted(new BatchLine("b1", 1));
    ledger.records().insert(List.of(job));

    ledger.retention().delete(job.id(), NOW);
    ledger.records().insert(List.of(accepted(new BatchLine("b1", 1))));

    assertThat(ledger.queries().ofBatch("b1", 0, 10)).containsExactly(job);
  }

  @Test
  void anotherLicencesJobsAreUnknown() {
    var anns = accepted();
    var bens = withLicence(accepted(), "ben");
    ledger.records().insert(List.of(anns, bens));

    assertThat(ledger.queries().findOwned(anns.id(), "ben")).isEmpty();
    assertThat(ledger.queries().findOwned(anns.id(), "")).isEmpty();
    assertThat(ledger.queries().findOwned(anns.id(), "ANN")).isEmpty();
    assertThat(ledger.queries().findOwned(anns.id(), "an%")).isEmpty();
    assertThat(list(null, false, 10)).containsExactly(anns);
    assertThat(ledger.queries().videosOf("ben", null, true, 10)).containsExactly(bens);
    assertThat(ledger.queries().videosOf("ben", anns.id(), false, 10)).doesNotContain(anns);
  }

  @Test
  void jobsAreListedNewestFirstOrOldestFirst() {
    var jobs = madeInThisOrder(5);

    assertThat(list(null, true, 10)).containsExactlyElementsOf(jobs);
    assertThat(list(null, false, 10)).containsExactlyElementsOf(jobs.reversed());
    assertThat(list(null, true, 2)).containsExactlyElementsOf(jobs.subList(0, 2));
    assertThat(list(null, false, 1)).containsExactly(jobs.getLast());
    assertThat(list(null, false, 0)).isEmpty();
  }

  @Test
  void aListGoesOnAfterACursor() {
    var jobs = madeInThisOrder(5);
    var third = jobs.get(2).id();

    assertThat(list(third, true, 10)).containsExactlyElementsOf(jobs.subList(3, 5));
    assertThat(list(third, false, 1)).containsExactly(jobs.get(1));
    assertThat(list(jobs.getLast().id(), true, 10)).isEmpty();
    assertThat(list(jobs.getFirst().id(), false, 10)).isEmpty();
  }

  @Test
  void aListGoesOnAfterAJobThatWasDeletedMeanwhile() {
    var jobs = madeInThisOrder(3);
    var second = jobs.get(1).id();

    ledger.retention().delete(second, NOW);

    assertThat(list(second, true, 10)).containsExactly(jobs.get(2));
    assertThat(list(second, false, 10)).containsExactly(jobs.get(0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pagesMissNothingOfJobsMadeInTheSameMillisecond(boolean ascending) {
    var jobs = IntStream.range(0, 50).mapToObj(n -> accepted()).toList();
    ledger.records().insert(jobs);

    var seen = new ArrayList<Job>();
    for (var page = list(null, ascending, 7); !page.isEmpty(); ) {
      seen.addAll(page);
      page = list(page.getLast().id(), ascending, 7);
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(jobs).hasSize(50);
    var ids = new TreeMap<String, Job>();
    jobs.forEach(job -> ids.put(job.id(), job));
    assertThat(ids(ascending ? seen : seen.reversed())).containsExactlyElementsOf(ids.keySet());
  }

  @Test
  void onlyWhatAnUpstreamHasOrMayHaveIsOpenThere() {
    OPEN_STATES.forEach(state -> inState(withTask(state)));
    ENDED_STATES.forEach(state -> inState(withTask(state)));

    assertThat(ledger.queries().countOpen("studio")).isEqualTo(4);
    assertThat(ledger.queries().countOpen("another")).isZero();
  }

  private List<Job> list(@Nullable String after, boolean ascending, int limit) {
    return ledger.queries().videosOf("ann", after, ascending, limit);
  }
}
