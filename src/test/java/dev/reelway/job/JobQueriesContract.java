package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each reader is shown, on every database alike. */
abstract class JobQueriesContract extends LedgerFixture {

  JobQueriesContract(TestDatabase store) {
    super(store);
  }

  @Test
  void theOpenRetryOfAFailedJobIsFound() {
    var failed = accepted();
    assertThat(ledger.queries().openRetryOf(failed)).isEmpty();

    var retry = Job.accepted(failed.order(), failed.licence(), null, NOW.plusSeconds(1), DEADLINE);
    ledger.records().insert(List.of(retry.retrying(failed.id())));
    assertThat(ledger.queries().openRetryOf(failed)).hasValue(retry.id());

    ledger.expiry().cancel(retry.id(), new Failure("failed", "No."), NOW.plusSeconds(2));
    assertThat(ledger.queries().openRetryOf(failed)).isEmpty();
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

  @Test
  void ofCancelledBatchesTheJobsThatWereNotSentComeFirst() {
    var sent = placed(accepted(new BatchLine("b1", 1)));
    var jobs = Stream.concat(lines("b1", 4).stream().skip(1), lines("b2", 2).stream()).toList();
    ledger.records().insert(jobs);
    ledger.records().insert(lines("b3", 1));
    insertCancelled("b1");
    insertCancelled("b2");

    var open = ledger.queries().openOfCancelledBatches(10);

    assertThat(open).hasSize(6).last().extracting(Job::id).isEqualTo(sent.id());
    assertThat(ids(open.subList(0, 5))).containsExactlyInAnyOrderElementsOf(ids(jobs));
    assertThat(ids(ledger.queries().openOfCancelledBatches(5))).isEqualTo(ids(open.subList(0, 5)));
  }

  @Test
  void rendersAtOtherAccountsHideNoneOfALaterBatch() {
    var elsewhere = new Target("studio", "second-key", "studio-1-pro");
    IntStream.rangeClosed(1, 3)
        .forEach(line -> sent("b1", line, new Rendering(new RenderTask(elsewhere, "t" + line), 1)));
    var unsent = sent("b1", 4, new Submitting(elsewhere, null, null));
    var here = sent("b2", 1, new Rendering(AT, 1));
    insertCancelled("b1");
    insertCancelled("b2");

    assertThat(ids(openAt(Set.of(TARGET.account()), DEADLINE, 2)))
        .containsExactly(unsent.id(), here.id());
    assertThat(ids(openAt(Set.of(), DEADLINE, 2))).containsExactly(unsent.id());
    assertThat(openAt(Set.of(), DEADLINE.plusMillis(1), 9)).hasSize(5);
  }

  private List<Job> openAt(Set<Account> accounts, Instant overdue, int limit) {
    return ledger.queries().openOfCancelledBatches(accounts, overdue, limit);
  }

  private Job sent(String batch, int line, JobState state) {
    var job = moved(claimed(accepted(new BatchLine(batch, line))), state);
    ledger.records().commitAndKeep(withDeadline(job, DEADLINE));
    return job;
  }

  @ParameterizedTest
  @FieldSource("ENDED_STATES")
  void aTaskStaysItsJobsOwnWhenTheJobHasEnded(JobState ended) {
    inState(ended);

    assertThat(ledger.queries().isTaskTaken("studio", "first-key", AT.task()))
        .isEqualTo(ended.renderTask() != null);
  }

  @Test
  void whatIsOpenIsCountedByStageAndUpstream() {
    var openJobs = new OpenJobs(store.database());
    assertThat(openJobs.counts()).isEmpty();

    inState(new Queued());
    inState(new Submitting(TARGET, NOW, null));
    inState(new Rendering(new RenderTask(TARGET, "1"), 5));
    inState(new Rendering(new RenderTask(TARGET, "2"), 5));
    inState(new Rendered(new RenderTask(TARGET, "3"), List.of()));
    inState(new Delivered(new RenderTask(TARGET, "4"), List.of(VIDEO_FILE), null));
    ledger.waiting().park(List.of(claimed(accepted())), LINE);

    assertThat(openJobs.counts())
        .isEqualTo(
            Map.of(
                new OpenJobs.Place(OpenJobs.Stage.QUEUED, ""), count(1),
                new OpenJobs.Place(OpenJobs.Stage.WAITING, ""), count(1),
                new OpenJobs.Place(OpenJobs.Stage.SUBMITTING, "studio"),
                    new OpenJobs.Count(1, null),
                new OpenJobs.Place(OpenJobs.Stage.RENDERING, "studio"), new OpenJobs.Count(2, null),
                new OpenJobs.Place(OpenJobs.Stage.RENDERED, "studio"), count(1)));
  }

  @Test
  void anUpstreamWithFewJobsIsCountedBesideOneWithMany() {
    for (var task : List.of("1", "2", "3")) {
      inState(new Rendering(new RenderTask(TARGET, task), 5));
    }
    inState(new Rendering(new RenderTask(new Target("tiny", "key", "m"), "4"), 5));

    assertThat(new OpenJobs(store.database(), 2).counts())
        .isEqualTo(
            Map.of(
                new OpenJobs.Place(OpenJobs.Stage.RENDERING, "studio"), new OpenJobs.Count(2, null),
                new OpenJobs.Place(OpenJobs.Stage.RENDERING, "tiny"), new OpenJobs.Count(1, null)));
  }

  @Test
  void theOldestJobIsFoundAmongMoreThanAreCounted() {
    ledger.records().insert(List.of(queued("ann", 60), queued("ann", 120), queued("zoe", 180)));

    assertThat(new OpenJobs(store.database(), 2).countsAndAges())
        .isEqualTo(
            Map.of(
                new OpenJobs.Place(OpenJobs.Stage.QUEUED, ""),
                new OpenJobs.Count(2, NOW.minusSeconds(180))));
  }

  private static Job queued(String licence, int age) {
    return Job.accepted(order("a fox"), licence, null, NOW.minusSeconds(age), DEADLINE);
  }

  @Test
  void aRenderedJobWaitsSinceItWasRendered() {
    var job = inState(new Rendered(AT, List.of()));
    store
        .database()
        .write(
            db ->
                db.sql("update job set done_at = ? where id = ?")
                    .param(NOW.plusSeconds(40).toEpochMilli())
                    .param(job.id())
                    .update());

    assertThat(new OpenJobs(store.database()).countsAndAges())
        .isEqualTo(
            Map.of(
                new OpenJobs.Place(OpenJobs.Stage.RENDERED, "studio"),
                new OpenJobs.Count(1, NOW.plusSeconds(40))));
  }

  @Test
  void whatTheModerationHoldsIsNoJobThatStands() {
    inState(new Queued());
    caused(new Queued(), ModerationHeld.CAUSE);
    caused(new Queued(), ModerationHeld.NO_DECISION);
    caused(new Rendered(new RenderTask(TARGET, "1"), List.of()), ModerationHeld.CAUSE);
    caused(new Rendered(new RenderTask(TARGET, "2"), List.of()), "The sink is away.");
    caused(new Rendering(new RenderTask(TARGET, "3"), 5), ModerationHeld.CAUSE);

    var held =
        Map.of(
            new OpenJobs.Place(OpenJobs.Stage.QUEUED, ""), count(2),
            new OpenJobs.Place(OpenJobs.Stage.HELD, ""), count(1),
            new OpenJobs.Place(OpenJobs.Stage.RENDERED, "studio"), count(1),
            new OpenJobs.Place(OpenJobs.Stage.HELD, "studio"), count(1),
            new OpenJobs.Place(OpenJobs.Stage.RENDERING, "studio"), new OpenJobs.Count(1, null));
    assertThat(new OpenJobs(store.database()).countsAndAges()).isEqualTo(held);
    assertThat(new OpenJobs(store.database(), 6).countsAndAges()).isEqualTo(held);
    var usage = new UpstreamQueries(store.database()).since(NOW).of("studio");
    assertThat(usage.open()).containsEntry(OpenJobs.Stage.RENDERED, 2L);
  }

  @Test
  void whatANodeWithoutTheModerationHasLookedAtIsStillHeld() {
    caused(new Queued(), NotConfigured.NO_MODERATION_OF_ORDER);
    caused(
        new Rendered(new RenderTask(TARGET, "1"), List.of()), NotConfigured.NO_MODERATION_OF_FILES);

    assertThat(new OpenJobs(store.database()).countsAndAges())
        .containsOnlyKeys(
            new OpenJobs.Place(OpenJobs.Stage.HELD, ""),
            new OpenJobs.Place(OpenJobs.Stage.HELD, "studio"));
  }

  /** Which of them are read is left to the database, but those that were accepted first are. */
  @Test
  void manyHeldOrdersHideNoneThatStands() {
    caused(new Queued(), ModerationHeld.CAUSE);
    caused(new Queued(), ModerationHeld.CAUSE);
    ledger.records().insert(List.of(queued("zoe", 180)));

    assertThat(new OpenJobs(store.database(), 2).countsAndAges())
        .containsEntry(
            new OpenJobs.Place(OpenJobs.Stage.QUEUED, ""),
            new OpenJobs.Count(1, NOW.minusSeconds(180)));
  }

  private void caused(JobState state, String cause) {
    ledger.records().commit(moved(claimed(accepted()), state).causedBy(cause));
  }

  private static OpenJobs.Count count(long jobs) {
    return new OpenJobs.Count(jobs, NOW);
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
  @ValueSource(strings = {"request = '{'", "request = '[]'"})
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

  /** Every combination of filters, in pages of three, with jobs deleted on the way. */
  @Test
  void aFilteredListHasExactlyWhatFits() {
    var jobs = variousJobs();
    var older = jobs.get(3);
    spoil(older, "ordered_model = null");
    spoil(jobs.get(5), "ordered_model = null");

    for (var filter : filters()) {
      for (boolean ascending : List.of(true, false)) {
        var all = jobs.stream().filter(job -> fits(job, filter)).toList();
        assertThat(ids(paged(filter, ascending)))
            .as(filter.toString())
            .containsExactlyElementsOf(ids(ascending ? all : all.reversed()));
      }
    }
    assertThat(ledger.queries().videosOf("ben", modelFilter("sora-2"), null, true, 10)).isEmpty();
  }

  @Test
  void aListHasOnlyTheVideosOfItsTime() {
    var jobs = madeInThisOrder(5);
    var third = jobs.get(2).created();
    var from = new VideoFilter(Set.of(), null, Map.of(), null, PromptWords.NONE, third, null);
    var before = new VideoFilter(Set.of(), null, Map.of(), null, PromptWords.NONE, null, third);

    for (boolean ascending : List.of(true, false)) {
      var later = jobs.subList(2, 5);
      var earlier = jobs.subList(0, 2);
      assertThat(ids(paged(from, ascending))).isEqualTo(ids(ascending ? later : later.reversed()));
      assertThat(ids(paged(before, ascending)))
          .isEqualTo(ids(ascending ? earlier : earlier.reversed()));
    }
    var queued = EnumSet.of(JobState.Name.QUEUED);
    var all = new VideoFilter(queued, "sora-2", Map.of(), null, PromptWords.NONE, third, third);
    assertThat(paged(all, true)).isEmpty();
  }

  @Test
  void aListHasOnlyTheVideosOfItsBatch() {
    var lines = lines("b1", 7);
    ledger.records().insert(lines);
    ledger.records().insert(lines("b10", 3));
    ledger.records().insert(List.of(accepted()));
    var ordered = lines.stream().sorted(Comparator.comparing(Job::id)).toList();
    var queued = EnumSet.of(JobState.Name.QUEUED);
    var failed = EnumSet.of(JobState.Name.FAILED);

    assertThat(ids(paged(ofBatch("b1", Set.of(), null), true))).isEqualTo(ids(ordered));
    assertThat(ids(paged(ofBatch("b1", queued, "sora-2"), false)))
        .isEqualTo(ids(ordered.reversed()));
    assertThat(paged(ofBatch("b1", failed, null), true)).isEmpty();
    assertThat(paged(ofBatch("b1", Set.of(), "sora"), true)).isEmpty();
    assertThat(paged(ofBatch("b", Set.of(), null), true)).isEmpty();
    assertThat(ledger.queries().videosOf("ben", ofBatch("b1", Set.of(), null), null, true, 9))
        .isEmpty();
  }

  private static VideoFilter ofBatch(
      String batch, Set<JobState.Name> states, @Nullable String model) {
    return new VideoFilter(states, model, Map.of(), batch, PromptWords.NONE, null, null);
  }

  @ParameterizedTest
  @CsvSource({
    "fox, 2",
    "FOX snow, 1",
    "snow fox fox, 1",
    "füchse, 1",
    "fu\u0308chse, 1",
    "100%, 1",
    "_, 0",
    "%, 1",
    "'say \"hi\"', 1",
    "sora-2, 0",
    "雪, 1",
    "nothing, 0"
  })
  void aListHasOnlyTheVideosWithAllWordsInTheirPrompts(String words, int found) {
    for (var prompt :
        List.of("A fox", "A Fox in the Snow", "Füchse", "say \"hi\" to 100% of 雪女 \\ \t")) {
      ledger.records().insert(List.of(Job.accepted(order(prompt), "ann", null, NOW, DEADLINE)));
    }

    assertThat(paged(withWords(words, null), true)).hasSize(found);
    assertThat(paged(withWords(words, EnumSet.of(JobState.Name.QUEUED)), false)).hasSize(found);
    assertThat(paged(withWords(words, EnumSet.of(JobState.Name.FAILED)), false)).isEmpty();
  }

  private static VideoFilter withWords(String words, @Nullable Set<JobState.Name> states) {
    var some = states == null ? Set.<JobState.Name>of() : states;
    return new VideoFilter(some, null, Map.of(), null, PromptWords.of(words), null, null);
  }

  @Test
  void aSearchReadsABoundedNumberOfPromptsForEachPage() {
    var first = Job.accepted(order("a heron"), "ann", null, NOW.minusSeconds(9), DEADLINE);
    var last = Job.accepted(order("a heron"), "ann", null, NOW.plusSeconds(9), DEADLINE);
    ledger.records().insert(List.of(first, last));
    ledger
        .records()
        .insert(IntStream.range(0, VideoSearch.MOST_READ).mapToObj(n -> accepted()).toList());

    var page = ledger.queries().page("ann", withWords("heron", null), null, false, 10);
    var next = ledger.queries().page("ann", withWords("heron", null), page.readTo(), false, 10);

    assertThat(page.videos()).containsExactly(last);
    assertThat(page.readTo()).isNotNull();
    assertThat(next.videos()).containsExactly(first);
    assertThat(next.readTo()).isNull();
  }

  @Test
  void aFilteredListGoesOnAfterAJobThatWasDeletedMeanwhile() {
    var jobs = variousJobs();
    var filter = new VideoFilter(Set.of(), null, Map.of("take", "1", "Szene 🦊", ""));
    var all = jobs.stream().filter(job -> fits(job, filter)).toList();
    var first = ledger.queries().videosOf("ann", filter, null, true, 2);

    first.forEach(job -> ledger.retention().delete(job.id(), NOW));

    assertThat(ids(first)).isEqualTo(ids(all.subList(0, 2)));
    assertThat(ids(ledger.queries().videosOf("ann", filter, all.get(1).id(), true, 99)))
        .isEqualTo(ids(all.subList(2, all.size())));
    assertThat(ledger.queries().videosOf("ann", filter, first.getLast().id(), false, 99)).isEmpty();
    assertThat(metadataRows(first.getFirst().id())).isZero();
    assertThat(metadataRows(all.getLast().id())).isEqualTo(2);
  }

  @Test
  void aLineThatIsAJobAlreadyAddsNoMetadata() {
    var one = withMetadata(accepted(new BatchLine("b1", 1)), Map.of("a", "b"));
    var again = withMetadata(accepted(new BatchLine("b1", 1)), Map.of("a", "b"));

    ledger.records().insert(List.of(one));
    ledger.records().insert(List.of(again, one));

    assertThat(metadataRows(again.id())).isZero();
    assertThat(metadataRows(one.id())).isEqualTo(1);
  }

  private List<Job> variousJobs() {
    var states = new ArrayList<JobState>();
    OPEN_STATES.forEach(states::add);
    ENDED_STATES.stream().limit(4).forEach(states::add);
    var jobs = new ArrayList<Job>();
    for (int i = 0; i < 3 * states.size(); i++) {
      var order =
          new VideoOrder(MODELS.get(i % 2), "sora-2", "x", "1x1", 4, false, false, false, null);
      var made = Job.accepted(order, "ann", null, NOW.plusMillis(i), DEADLINE);
      var job = withMetadata(made, i % 3 == 0 ? Map.of() : i % 3 == 1 ? ONE_TAKE : SCENE);
      ledger.records().insert(List.of(job));
      var state = states.get(i / 3).name();
      spoil(
          job,
          "state = '%s', upstream = 'u', credential = 'c', model = 'm', task = '%d',"
                  .formatted(state.inLedger(), i)
              + " links = '[]', files = '[]', failure_code = 'failed', failure = 'x'");
      jobs.add(found(job));
    }
    return jobs;
  }

  private static final List<String> MODELS = List.of("sora-2", "a \"b\\c");
  private static final Map<String, String> ONE_TAKE = Map.of("take", "1");
  private static final Map<String, String> SCENE = Map.of("take", "1", "Szene 🦊", "");

  private static List<VideoFilter> filters() {
    var all = new ArrayList<VideoFilter>();
    var states =
        List.of(
            EnumSet.noneOf(JobState.Name.class),
            EnumSet.of(JobState.Name.FAILED),
            EnumSet.of(JobState.Name.QUEUED, JobState.Name.RENDERED, JobState.Name.DELIVERED));
    for (var some : states) {
      for (var model : Arrays.asList(null, MODELS.getFirst(), MODELS.getLast(), "sora")) {
        for (var metadata :
            List.of(Map.<String, String>of(), ONE_TAKE, SCENE, Map.of("take", ""))) {
          all.add(new VideoFilter(some, model, metadata));
        }
      }
    }
    return all;
  }

  private static VideoFilter modelFilter(String model) {
    return new VideoFilter(Set.of(), model, Map.of());
  }

  private static boolean fits(Job job, VideoFilter filter) {
    return (filter.states().isEmpty() || filter.states().contains(job.state().name()))
        && (filter.model() == null || filter.model().equals(job.order().model()))
        && job.order().metadata().entrySet().containsAll(filter.metadata().entrySet());
  }

  private List<Job> paged(VideoFilter filter, boolean ascending) {
    var seen = new ArrayList<Job>();
    var page = ledger.queries().videosOf("ann", filter, null, ascending, 3);
    while (!page.isEmpty()) {
      seen.addAll(page);
      page = ledger.queries().videosOf("ann", filter, page.getLast().id(), ascending, 3);
    }
    return seen;
  }

  private static Job withMetadata(Job job, Map<String, String> metadata) {
    return Job.accepted(
        job.order().withMetadata(metadata), "ann", job.batch(), job.created(), DEADLINE);
  }

  private int metadataRows(String id) {
    return store
        .database()
        .reader()
        .sql("select count(*) from job_metadata where job = ?")
        .param(id)
        .query(Integer.class)
        .single();
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
