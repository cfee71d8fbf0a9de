package dev.reelway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.contracts.LogCapture;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.sandbox.Poster;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.WrittenRequest;
import java.awt.Color;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.model.OnExceptionDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** The policies of {@code routes/policies} that decide what a failure means for a job. */
@ExtendWith(LogCapture.class)
class JobPolicyRoutesTest extends RouteTest {

  // best-effort

  @ParameterizedTest
  @CsvSource({
    "cancel-render, cancel-at-upstream, could not be cancelled at its upstream",
    "deliver-thumbnail-upstream, deliver-thumbnail-fetch, goes on without"
        + " deliver-thumbnail-upstream",
    "deliver-thumbnail-frame, deliver-thumbnail-make, goes on without deliver-thumbnail-frame"
  })
  void aJobGoesOnWithoutWhatFailed(String route, String called, String words, CapturedOutput log)
      throws Exception {
    var job = queued("fox", "a fox without " + route);
    for (var failure : List.of(new IOException("away"), new StackOverflowError())) {
      fail(advice.mock(called), failure);

      var done = producer.send("direct:" + route, exchange -> exchange.setVariable("job", job));
      assertThat(done.getException()).isNull();
    }
    assertThat(log)
        .contains("%s %s: The step failed with IOException. (".formatted(job.id(), words));
  }

  // job-errors

  @ParameterizedTest
  @ValueSource(strings = {"submit", "recover", "poll", "deliver"})
  void everyStepOfAJobIsRecordedAsFailed(String step) throws Exception {
    for (var failure : List.of(new IllegalStateException("a mistake"), new StackOverflowError())) {
      var job = jobFor(step);
      fail(advice.mock(step + "-job"), failure);

      step(step);

      assertThat(now(job).state()).isInstanceOf(job.state().getClass());
      assertThat(now(job).attempts()).isEqualTo(job.attempts() + 1);
      assertThat(now(job).due()).isAfter(job.due());
      set(job, "due = 9999999999999");
      advice.undo();
    }
  }

  @Test
  void aResultAfterTheLeaseWasLostIsDiscarded(CapturedOutput log) throws Exception {
    var job = rendering("a fox that is polled twice", "render-41");
    var poll = advice.mock("upstream-sora-poll");
    poll.whenAnyExchangeReceived(
        exchange -> {
          set(job, "fence = fence + 1");
          exchange.getMessage().setBody(report("render-41", Verdict.DONE));
        });

    step("poll");

    assertThat(now(job).state()).isInstanceOf(Rendering.class);
    assertThat(now(job).attempts()).isZero();
    assertThat(log).contains(job.id() + " lost its lease: the result of poll-job is discarded");
  }

  // store-errors

  @Test
  void anImageWithinTheAnswerIsStoredAgainOnceTheSinkIsBack() throws Exception {
    var job = answered(dataUrl(Color.GREEN));
    var left = new AtomicInteger(2);
    var store = advice.mock("sink-file-store");
    store.whenAnyExchangeReceived(exchange -> failOnce(exchange, left));
    retryAtOnce();

    step("submit");

    assertThat(((Rendered) now(job).state()).links()).singleElement().asString().contains("kept:");
    assertThat(store.getReceivedCounter()).isEqualTo(3);
  }

  @Test
  void anImageThatCannotBeStoredForHalfAnHourIsLookedUp() throws Exception {
    var job = answered(dataUrl(Color.ORANGE));
    var store = advice.mock("sink-file-store");
    fail(store, new SinkUnavailable("The sink is full.", new IOException()));
    retryAtOnce();

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Submitting.class);
    assertThat(now(job).attempts()).isEqualTo(1);
    assertThat(store.getReceivedCounter()).isEqualTo(121);
  }

  @Test
  void anUnusableImageWithinTheAnswerFailsTheJobAtOnce() throws Exception {
    var job = answered("data:image/png;base64,bm8gaW1hZ2U=");

    step("submit");

    assertThat(((Failed) now(job).state()).why().code()).isEqualTo("failed");
  }

  /** It reaches the policy of the step, which a policy of its own may not keep it from. */
  @Test
  void anAnswerThatIsNoReportIsLookedUp() throws Exception {
    var job = answered("no report");

    step("submit");

    assertThat(now(job).state()).isInstanceOf(Submitting.class);
    assertThat(now(job).attempts()).isEqualTo(1);
  }

  // What the steps are made of.

  private Job jobFor(String step) throws Exception {
    return switch (step) {
      case "submit" -> queued(failingModel(), "a fox to submit");
      case "recover" -> lost(failingModel(), "a fox to recover");
      case "poll" -> rendering("a fox to poll", "render-" + UUID.randomUUID());
      default -> rendered("a fox to deliver", "render-" + UUID.randomUUID());
    };
  }

  /** A job whose upstream answers the order with a link, or with something that is no report. */
  private Job answered(String answer) throws Exception {
    MockEndpoint submit = advice.mock("upstream-sora-submit");
    submit.whenAnyExchangeReceived(
        exchange -> {
          WrittenRequest.begin();
          boolean isLink = answer.startsWith("data:");
          exchange
              .getMessage()
              .setBody(isLink ? report("render-40", Verdict.DONE, answer) : answer);
        });
    return queued(failingModel(), "a fox within the answer");
  }

  private static String dataUrl(Color color) throws IOException {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(Poster.png(8, 8, color));
  }

  private static void failOnce(Exchange exchange, AtomicInteger left) {
    if (left.getAndDecrement() > 0) {
      exchange.setException(new SinkUnavailable("The sink is full.", new IOException()));
    }
  }

  /**
   * Makes the route that stores images anew, with retries that do not pause. All routes share the
   * definition of their policy, which is put back at once.
   */
  private void retryAtOnce() throws Exception {
    var policy =
        camel.getRouteDefinition("answer-keep-image").getOutputs().stream()
            .filter(OnExceptionDefinition.class::isInstance)
            .map(one -> ((OnExceptionDefinition) one).getRedeliveryPolicyType())
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    var delay = policy.getRedeliveryDelay();
    var longest = policy.getMaximumRedeliveryDelay();
    policy.setRedeliveryDelay("1");
    policy.setMaximumRedeliveryDelay("1");
    try {
      advice.with("answer-keep-image", builder -> {});
    } finally {
      policy.setRedeliveryDelay(delay);
      policy.setMaximumRedeliveryDelay(longest);
    }
  }
}
