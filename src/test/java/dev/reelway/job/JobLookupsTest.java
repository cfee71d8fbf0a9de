package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.reelway.SettableClock;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose is a render that an upstream lists with the prompt of an order of unknown outcome? */
class JobLookupsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final SettableClock time = new SettableClock();
  private final JobDesk desk = desk(false, verb -> true);
  private final JobDesk idempotent = desk(true, verb -> true);

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void theRenderOfTheOnlyOrderWithThatPromptIsItsOwn() {
    sent("anna", order("a dog", "720x1280"));
    var job = sent("anna", order("a cat", "720x1280"));

    lookUp(job, "[\"task_1\"]");

    assertThat(taskOf(job)).isEqualTo("task_1");
  }

  @Test
  void aRenderThatMayBeAnOrderOfUnknownOutcomeIsNotTaken() {
    var job = sent("anna", order("a cat", "720x1280"));
    sent("bert", order("a cat", "1280x720"));

    lookUp(job, "[\"task_1\"]");

    assertThat(now(job).state()).isInstanceOf(Submitting.class);
  }

  @Test
  void itIsTakenOnceTheOtherOrderHasItsOwn() {
    var job = sent("anna", order("a cat", "720x1280"));
    var other = sent("bert", order("a cat", "1280x720"));
    lookUp(job, "[\"task_2\", \"task_1\"]");

    desk.steps().submitted(other, report("task_2"));
    lookUp(job, "[\"task_2\", \"task_1\"]");

    assertThat(taskOf(job)).isEqualTo("task_1");
  }

  @Test
  void anOrderThatWasSentAfterTheRenderWasListedIsNoRival() {
    var job = sent("anna", order("a cat", "720x1280"));
    var other = sent("bert", order("a cat", "1280x720"));
    lookUp(job, "[\"task_2\", \"task_1\"]");
    time.passes(Duration.ofSeconds(10));
    sent("carl", order("a cat", "720x720"));

    desk.steps().submitted(other, report("task_2"));
    lookUp(job, "[\"task_2\", \"task_1\"]");

    assertThat(taskOf(job)).isEqualTo("task_1");
  }

  @Test
  void whatACancelledOrGivenUpOrderMayHaveMadeIsNobodyElses() {
    var given = sent("carl", order("a fox", "1280x720"));
    desk.commits().fail(given, LookupPolicy.lost(given));
    var cancelled = sent("bert", order("a cat", "1280x720"));
    desk.endings().cancel(cancelled);
    var cat = sent("anna", order("a cat", "720x1280"));
    var fox = sent("anna", order("a fox", "720x1280"));

    lookUp(cat, "[\"task_1\"]");
    lookUp(fox, "[\"task_2\"]");

    assertThat(now(cat).state()).isInstanceOf(Submitting.class);
    assertThat(now(fox).state()).isInstanceOf(Submitting.class);
  }

  /** An operator cancels a large batch while answers are unknown. */
  @Test
  void ordersThatWereNeverSentAreNotCompared() {
    var job = sent("anna", order("a cat", "720x1280"));
    ended(RivalOrders.MOST + 1, "cancelled");

    lookUp(job, "[\"task_1\"]");

    assertThat(taskOf(job)).isEqualTo("task_1");
  }

  @Test
  void oneOfVeryManyOrdersOfUnknownOutcomeMayBeARival() {
    var job = sent("anna", order("a cat", "720x1280"));
    ended(RivalOrders.MOST + 1, "submit_unknown");

    lookUp(job, "[\"task_1\"]");

    assertThat(now(job).state()).isInstanceOf(Submitting.class);
  }

  /** Other orders that have ended without a render. */
  private void ended(int count, String code) {
    var now = time.instant();
    ledger
        .records()
        .insert(
            IntStream.range(0, count)
                .mapToObj(i -> order("fox " + i, "720x1280"))
                .map(order -> Job.accepted(order, "bert", null, now, now.plusSeconds(60)))
                .toList());
    store
        .database()
        .write(
            db ->
                db.sql(
                        "update job set state = 'failed', ended_at = ?, failure_code = ?,"
                            + " failure = 'It has ended.' where licence = 'bert'")
                    .param(now.toEpochMilli())
                    .param(code)
                    .update());
  }

  @Test
  void equalOrdersMayGetEachOthersRenders() {
    var job = sent("anna", order("a cat", "720x1280").withMetadata(Map.of("take", "1")));
    sent("anna", order("a cat", "720x1280").withMetadata(Map.of("take", "2")));

    lookUp(job, "[\"task_2\", \"task_1\"]");

    assertThat(taskOf(job)).isEqualTo("task_1");
  }

  @Test
  void whatIsFoundByAReferenceOfTheOrderIsItsOwn() {
    var job = sent("anna", order("a cat", "720x1280"));
    sent("bert", order("a cat", "1280x720"));

    lookUp(job, "{\"tasks\": [\"task_1\"], \"exact\": true}");

    assertThat(taskOf(job)).isEqualTo("task_1");
  }

  @Test
  void theOutcomeOfAnOrderStaysUnknownIfItsRivalsDoes() {
    var job = sent("anna", order("a cat", "720x1280"));
    sent("bert", order("a cat", "1280x720"));
    lookUp(job, "[\"task_1\"]");
    time.passes(Duration.ofMinutes(3));

    lookUp(job, "[\"task_1\"]");

    assertThat(now(job).state())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why().code()).isEqualTo("submit_unknown"));
  }

  @Test
  void anOrderIsSentAgainAsLongAsItsUpstreamKnowsItsKey() {
    var job = sent(idempotent, "anna", order("a cat", "720x1280"));

    assertThat(desk.searches().isSentAgain(now(job))).isFalse();
    assertThat(idempotent.searches().isSentAgain(now(job))).isTrue();
    time.passes(Duration.ofHours(12));
    assertThat(idempotent.searches().isSentAgain(now(job))).isFalse();
  }

  /** A node that has the setting takes it over from one that has not: the key is new there. */
  @Test
  void anOrderThatWasSentWithoutItsKeyIsNotSentAgain() {
    var job = sent("anna", order("a cat", "720x1280"));

    assertThat(idempotent.searches().isSentAgain(now(job))).isFalse();
  }

  @Test
  void anOrderWithoutItsKeyIsGivenUpWhereItCannotBeLookedUp() {
    var job = sent("anna", order("a cat", "720x1280"));
    var unlisted = desk(true, verb -> false);
    unlisted.leases().hold(held(job));

    unlisted.failures().failed(job, new IOException("closed"));

    var failed = (Failed) now(job).state();
    assertThat(failed.why().code()).isEqualTo("submit_unknown");
  }

  /** A row of the version before does not say whether the key was sent: it is as configured. */
  @Test
  void anOrderOfAnOlderVersionIsSentAgain() {
    var job = sent("anna", order("a cat", "720x1280"));
    store
        .database()
        .write(db -> db.sql("update job set links = null where id = ?").param(job.id()).update());

    assertThat(idempotent.searches().isSentAgain(now(job))).isTrue();
  }

  @Test
  void theNextRequestOfAnOrderMayHaveAKey() {
    desk.intake().accept(order("a cat", "720x1280"), "anna");
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    desk.failures()
        .failed(job, new HttpOperationFailedException("/", 503, "No", null, Map.of(), ""));
    assertThat(now(job).state()).isInstanceOf(Queued.class);
    time.passes(Duration.ofMinutes(1));

    var again = idempotent.steps().submitting(Claims.of(idempotent, JobStep.SUBMIT, 1).getFirst());
    idempotent.steps().commitIntent(again);

    assertThat(idempotent.searches().isSentAgain(now(again))).isTrue();
  }

  /** Its first request has arrived, whatever the upstream has made of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\": {\"code\": \"idempotency_key_reused\", \"message\": \"no\"}}",
        "{\"error\": {\"type\": \"idempotency_error\", \"message\": \"no\"}}",
        "{\"message\": \"Idempotency-Key was used with another body.\"}"
      })
  void anOrderWhoseKeyIsOfAnotherRequestMayHaveBeenPaid(String answer) {
    var failed = refusedAgain(answer);

    assertThat(failed.why().code()).isEqualTo("submit_unknown");
    assertThat(failed.why().message()).contains("The order will not be sent again");
  }

  @Test
  void anOrderThatIsRefusedWhenSentAgainIsRefused() {
    var failed = refusedAgain("{\"error\": {\"code\": \"moderation_blocked\"}}");

    assertThat(failed.why().code()).isEqualTo("refused");
  }

  private Failed refusedAgain(String answer) {
    var job = sent(idempotent, "anna", order("a cat", "720x1280"));
    idempotent
        .failures()
        .failed(job, new HttpOperationFailedException("/", 422, "No", null, Map.of(), answer));
    return (Failed) now(job).state();
  }

  private static VideoOrder order(String prompt, String size) {
    return new VideoOrder(
        "sora_video2", "sora_video2", prompt, size, 10, false, false, false, null);
  }

  /** An order whose request was written, and whose answer is not there. */
  private Job sent(String licence, VideoOrder order) {
    return sent(desk, licence, order);
  }

  private Job sent(JobDesk desk, String licence, VideoOrder order) {
    desk.intake().accept(order, licence);
    var job = desk.steps().submitting(Claims.of(desk, JobStep.SUBMIT, 1).getFirst());
    desk.steps().commitIntent(job);
    var until = time.instant().plus(Duration.ofMinutes(2));
    var held = Objects.requireNonNull(desk.leases().held(job));
    return desk.commits().commitAndKeep(held.lookupUntil(until));
  }

  private void lookUp(Job job, String pages) {
    var read = RenderLookup.of(NullNode.getInstance()).read(json(pages));
    if (desk.leases().held(now(job)) == null) {
      store
          .database()
          .write(db -> db.sql("update job set due = 0 where id = ?").param(job.id()).update());
      Claims.of(desk, JobStep.RECOVER, 1);
    }
    desk.searches().end(held(now(job)), read);
  }

  private Job held(Job job) {
    return Objects.requireNonNull(desk.leases().held(job));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String taskOf(Job job) {
    return ((Rendering) now(job).state()).at().task();
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private static Report report(String task) {
    return new Report(task, Verdict.WORKING, 0.0, null, List.of());
  }

  private JobDesk desk(boolean idempotent, Predicate<String> verbs) {
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", idempotent);
    var upstreams =
        new Upstreams(
            Map.of("up", upstream), Map.of("sora_video2", List.of(new Target("up", "key", "m"))));
    var settings = new TestJobSettings().lease(Duration.ofHours(1)).build();
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> verbs.test(verb), time),
        settings,
        time);
  }
}
