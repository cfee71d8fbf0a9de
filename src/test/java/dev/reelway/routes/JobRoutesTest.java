package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.job.Job;
import dev.reelway.job.JobEndings;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.licence.Licence;
import dev.reelway.media.ImageInfo;
import dev.reelway.order.Operation;
import dev.reelway.order.SourceVideo;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.WrittenRequest;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The routes of {@code routes/jobs} up to the render: accept, submit, recover, poll and cancel. */
class JobRoutesTest extends RouteTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ImageInfo IMAGE = new ImageInfo("ab".repeat(32), "image/png", 7, 64, 64);

  @Autowired JobEndings endings;

  // accept

  @Test
  void anAcceptedOrderIsAQueuedJobOfItsLicence() {
    var job =
        (Job)
            producer
                .send(
                    "direct:accept-job",
                    exchange -> {
                      exchange.setVariable("licence", new Licence(LICENCE, Set.of()));
                      exchange.getMessage().setBody(video("fox", "a fox"));
                    })
                .getMessage()
                .getBody();

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).licence()).isEqualTo(LICENCE);
  }

  @Test
  void anOrderWhoseCallerWaitsIsSubmittedAtOnce() throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, report("render-at-once", Verdict.WORKING));

    var done = done("submit-accepted");
    producer.send(
        "direct:accept-and-watch",
        exchange -> {
          exchange.setVariable("licence", new Licence(LICENCE, Set.of()));
          exchange.getMessage().setBody(video("fox", "a fox at once"));
        });
    await(done);

    var job = job(only(submit));
    assertThat(job.order().prompt()).isEqualTo("a fox at once");
    assertThat(task(job)).isEqualTo("render-at-once");
  }

  // submit

  @Test
  void aSubmitRecordsTheRenderThatTheUpstreamHasAccepted() throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, report("render-1", Verdict.WORKING));
    var job = queued("fox", "a fox");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Rendering.class);
    assertThat(task(job)).isEqualTo("render-1");
    assertThat(job(only(submit)).id()).isEqualTo(job.id());
    assertThat(only(submit).getVariable("upstream")).hasToString("fox");
  }

  @Test
  void theImagesOfAnOrderAreOpenedAndTheNextJobHasNone() throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    answerInTurn(submit, report("render-2", Verdict.WORKING), report("render-3", Verdict.WORKING));
    var open = advice.mock("references-open");
    answer(open, List.of("an image"));

    intake.accept(video("fox", "from an image").withReferences(List.of(IMAGE)), LICENCE);
    step("submit");
    queued("fox", "from words alone");
    step("submit");

    assertThat(submit.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("references"))
        .containsExactly(List.of("an image"), List.of());
    assertThat(open.getReceivedCounter()).isEqualTo(1);
    assertThat(submit.getReceivedExchanges())
        .allSatisfy(
            exchange ->
                assertThat(exchange.getVariables().keySet())
                    .containsExactlyInAnyOrder("job", "upstream", "references", "sourceVideo"));
  }

  @Test
  void anEditWhoseSourceIsGoneFailsBeforeTheUpstreamIsCalled() throws Exception {
    var submit = advice.mock("upstream-openai-submit");
    var gone = new SourceVideo(Operation.EDIT, 8, "video_" + "0".repeat(32), null);
    var model = "painted-fox";
    var edit =
        new VideoOrder(
            model,
            model,
            "in snow",
            "1280x720",
            8,
            false,
            false,
            false,
            null,
            List.of(),
            gone,
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            1,
            Map.of(),
            null);

    var job = intake.accept(edit, LICENCE);
    step("submit");

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("source_lost");
    assertThat(submit.getReceivedCounter()).isZero();
  }

  @Test
  void progressIsRecordedWhileTheAnswerStreamsIn() throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    var job = queued("fox", "a fox that streams");
    submit.whenAnyExchangeReceived(
        exchange -> {
          exchange.getMessage().setBody(report("render-4", Verdict.WORKING));
          producer.send("direct:submit-progress", exchange);
          assertThat(task(job)).isEqualTo("render-4");
          exchange.getMessage().setBody(report("render-4", Verdict.DONE));
        });

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
  }

  @Test
  void imagesWithinTheAnswerAreDeliveredInTheSameExchange() throws Exception {
    answer(
        advice.mock("upstream-openai-submit"),
        report("render-0", Verdict.DONE, "http://127.0.0.1:9/1.png"));
    var deliver = advice.mock("deliver-job");
    var job = queuedImages("a painted fox", 1);

    step("submit");

    assertThat(job(only(deliver)).state()).isInstanceOf(Rendered.class);
    assertThat(job(only(deliver)).id()).isEqualTo(job.id());
  }

  @Test
  void aRefusedOrderFails() throws Exception {
    fail(
        advice.mock("upstream-sora-submit"),
        status(400, "{\"error\":{\"message\":\"No foxes.\"}}"));
    var job = queued(failingModel(), "a refused fox");

    step("submit");

    var failed = (Failed) now(job).state();
    assertThat(failed.why().code()).isEqualTo("refused");
    assertThat(failed.why().message()).isEqualTo("No foxes.");
  }

  @Test
  void anOrderThatTheUpstreamDidNotAcceptWaitsInTheQueue() throws Exception {
    fail(advice.mock("upstream-sora-submit"), status(503, ""));
    var job = queued(failingModel(), "too many foxes");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).attempts()).isEqualTo(1);
    assertThat(now(job).due()).isAfter(job.due());
  }

  @Test
  void anOrderThatTheUpstreamHasNoCapacityForWaitsAndCountsNoAttempt() throws Exception {
    fail(advice.mock("upstream-sora-submit"), status(429, ""));
    var job = queued(failingModel(), "one fox too many");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).attempts()).isZero();
    assertThat(now(job).history().lastCause()).contains("429");
  }

  @Test
  void soDoesOneWhoseAnswerSaysItWithAnotherStatus() throws Exception {
    answer(
        advice.mock("upstream-sora-submit"), new Report(null, Verdict.BUSY, null, null, List.of()));
    var job = queued(failingModel(), "another fox too many");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).attempts()).isZero();
    assertThat(now(job).history().lastCause())
        .isEqualTo("The upstream accepts no more orders now: too many orders.");
  }

  @Test
  void anAnswerThatTheUpstreamIsUnavailableCountsAsNotAccepted() throws Exception {
    var report = new Report(null, Verdict.UNAVAILABLE, null, "No money left.", List.of());
    var submit = advice.mock("upstream-sora-submit");
    submit.whenAnyExchangeReceived(
        exchange -> {
          WrittenRequest.begin();
          exchange.getMessage().setBody(report);
        });
    var job = queued(failingModel(), "a fox on credit");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).attempts()).isEqualTo(1);
    assertThat(now(job).history().lastCause())
        .isEqualTo("The upstream accepts no orders: No money left.");
  }

  @Test
  void anOrderThatWasNeverSentWaitsInTheQueue() throws Exception {
    fail(advice.mock("upstream-sora-submit"), new ConnectException("refused"));
    var job = queued(failingModel(), "a fox nobody hears of");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Queued.class);
    assertThat(now(job).attempts()).isEqualTo(1);
  }

  @Test
  void anOrderWhoseAnswerIsLostIsNotSentAgainButLookedUp() throws Exception {
    var job = lost(failingModel(), "a lost fox");

    assertThat(job.state()).isInstanceOf(Submitting.class);
    assertThat(((Submitting) job.state()).until()).isNotNull();
  }

  /** What the upstream answers after the job was cancelled is cancelled there too. */
  @Test
  void anAnswerThatComesAfterTheJobHasEndedIsDiscardedAndItsRenderCancelled() throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    var cancel = advice.mock("upstream-sora-cancel");
    var job = queued("fox", "a fox nobody wants");
    submit.whenAnyExchangeReceived(
        exchange -> {
          endings.cancel(job);
          exchange.getMessage().setBody(report("render-late", Verdict.WORKING));
        });

    var cancelled = done("cancel-render");
    step("submit");
    await(cancelled);

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("cancelled");
    assertThat(only(cancel).getVariable("task")).isEqualTo("render-late");
  }

  // recover

  @Test
  void aLostOrderIsSentAgainWhereThatIsSafe() throws Exception {
    var job = lost("careful-fox", "a careful fox");
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, report("render-5", Verdict.WORKING));

    step("recover");

    assertThat(task(job)).isEqualTo("render-5");
    assertThat(job(only(submit)).id()).isEqualTo(job.id());
  }

  @Test
  void aLostOrderIsLookedUpPageByPage() throws Exception {
    var job = lost(failingModel(), "a fox on the second page");
    var lookup = advice.mock("upstream-sora-lookup");
    answerInTurn(
        lookup,
        JSON.readTree("{\"tasks\": [], \"next\": \"cursor-1\"}"),
        JSON.readTree("{\"tasks\": [\"render-6\"], \"next\": null}"));

    step("recover");

    assertThat(task(job)).isEqualTo("render-6");
    assertThat(lookup.getReceivedExchanges())
        .extracting(exchange -> exchange.getVariable("after"))
        .containsExactly(null, "cursor-1");
    assertThat(lookup.getReceivedExchanges())
        .allSatisfy(
            exchange ->
                assertThat(exchange.getMessage().getBody(String.class))
                    .contains("a fox on the second page"));
  }

  @Test
  void aLostOrderThatIsNotListedYetIsLookedUpAgain() throws Exception {
    var job = lost(failingModel(), "a fox in no list");
    answer(advice.mock("upstream-sora-lookup"), JSON.readTree("[]"));

    step("recover");

    assertThat(now(job).state()).isInstanceOf(Submitting.class);
    assertThat(now(job).attempts()).isEqualTo(job.attempts() + 1);
  }

  @Test
  void aFailedLookupIsRepeated() throws Exception {
    var job = lost(failingModel(), "a fox that cannot be looked up");
    fail(advice.mock("upstream-sora-lookup"), new ConnectException("refused"));

    step("recover");

    assertThat(now(job).state()).isInstanceOf(Submitting.class);
    assertThat(now(job).attempts()).isEqualTo(job.attempts() + 1);
  }

  // poll

  @Test
  void aPollRecordsThatTheRenderIsDoneUnderItsOwnTask() throws Exception {
    var job = rendering("a fox being rendered", "render-7");
    var poll = advice.mock("upstream-sora-poll");
    answer(poll, report("render-7", Verdict.DONE));

    step("poll");

    assertThat(now(job).state()).isInstanceOf(Rendered.class);
    assertThat(only(poll).getVariable("task")).isEqualTo("render-7");
    assertThat(bodies(poll)).containsExactly("{}");
    assertThat(only(poll).getVariables().keySet())
        .containsExactlyInAnyOrder("job", "upstream", "task");
  }

  @Test
  void aPollRecordsThatTheRenderFailed() throws Exception {
    var job = rendering("a fox that fails", "render-8");
    answer(advice.mock("upstream-sora-poll"), report("render-8", Verdict.FAILED));

    step("poll");

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("failed");
  }

  @Test
  void aFailedPollIsRepeated() throws Exception {
    var job = rendering("a fox that cannot be polled", "render-9");
    fail(advice.mock("upstream-sora-poll"), status(500, ""));

    step("poll");

    assertThat(now(job).state()).isInstanceOf(Rendering.class);
    assertThat(now(job).attempts()).isEqualTo(1);
  }

  // cancel

  @Test
  void aRemovedJobIsCancelledAtItsUpstreamAndItsFilesAreGivenUp() throws Exception {
    var job = rendering("a fox to be removed", "render-10");
    var cancel = advice.mock("upstream-sora-cancel");

    var done = done("cancel-render");
    producer.sendBody("direct:remove-job", job);
    await(done);

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("cancelled");
    assertThat(queries.findOwned(job.id(), LICENCE)).isEmpty();
    assertThat(only(cancel).getVariable("task")).isEqualTo("render-10");
    assertThat(bodies(cancel)).as("what jq can read").containsExactly("{}");
  }

  @Test
  void aJobIsCancelledAlsoWhereItsUpstreamFails() throws Exception {
    var job = rendering("a fox that cannot be cancelled", "render-11");
    fail(advice.mock("upstream-sora-cancel"), new ConnectException("refused"));

    var cancelled = done("cancel-render");
    var failed = failed("cancel-render");
    producer.sendBody("direct:remove-job", job);
    await(cancelled);

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("cancelled");
    assertThat(failed.matches()).isFalse();
  }

  @Test
  void aJobWhoseDeadlineHasPassedFailsAndItsRenderIsCancelled() throws Exception {
    var job = rendering("a fox that is late", "render-12");
    var cancel = advice.mock("upstream-sora-cancel");
    set(job, "deadline = 1");

    var done = done("cancel-render");
    advice.start("expire-jobs");
    await(done);

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("timed_out");
    assertThat(only(cancel).getVariable("task")).isEqualTo("render-12");
  }

  // claim

  @Test
  void aTriggerStartsTheClaimThatSubmits() throws Exception {
    var submit = advice.mock("upstream-sora-submit");
    answer(submit, report("render-13", Verdict.WORKING));
    var done = done("submit-job");

    whileStarted(
        "submit-jobs",
        () -> {
          var job = queued("fox", "a fox that triggers");
          await(done);
          assertThat(task(job)).isEqualTo("render-13");
        });
  }

  private static List<String> bodies(MockEndpoint mock) {
    return mock.getReceivedExchanges().stream()
        .map(exchange -> exchange.getMessage().getBody(String.class))
        .toList();
  }

  private String task(Job job) {
    return Objects.requireNonNull(now(job).state().renderTask()).task();
  }
}
