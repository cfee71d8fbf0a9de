package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Queued;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.Upstreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

/** What an operator's endpoints answer, and what becomes of the job then. */
@ExtendWith(LogCapture.class)
class ModerationTest {

  private static final Order ORDER =
      new VideoOrder(
              "sora_video2", "sora_video2", "a cat", "720x1280", 10, false, false, false, null)
          .withCallbackUrl("https://caller.example/hook");

  private static final List<Asset> FILES =
      List.of(new Asset("file", "a.mp4", "video/mp4", 7, "ab".repeat(32), null));

  private static final String HOLD = "{\"decision\": \"hold\"}";

  private final SettableClock time = new SettableClock();
  private final TestDatabase store = TestDatabase.memory();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final JobDesk desk = desk();
  private final Moderation moderation =
      new Moderation(new ModerationSettings("direct:ask", null), false, time);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theQuestionHasTheOrderWithoutItsCallbackUrl() throws IOException {
    var question = new ObjectMapper().readTree(moderation.orderQuestion(claimed()));

    assertThat(question.path("before").asText()).isEqualTo("submit");
    assertThat(question.path("prompt").asText()).isEqualTo("a cat");
    assertThat(question.path("licence").asText()).isEqualTo("anna");
    assertThat(question.path("safety_identifier").isNull()).isTrue();
    assertThat(question.at("/order/seconds").asInt()).isEqualTo(10);
    assertThat(question.toString()).doesNotContain("caller.example");
  }

  @Test
  void aDecisionMayComeAsTextBytesAStreamOrAMap() {
    var pass = "{\"decision\": \"pass\"}";

    for (var answer :
        Arrays.asList(
            pass,
            pass.getBytes(StandardCharsets.UTF_8),
            new ByteArrayInputStream(pass.getBytes(StandardCharsets.UTF_8)),
            Map.of("decision", "pass"))) {
      assertThatCode(() -> moderation.orderAnswered(claimed(), answer)).doesNotThrowAnyException();
    }
  }

  /** The job may be one of an earlier version, and nodes without an endpoint look at it often. */
  @ParameterizedTest
  @ValueSource(strings = {HOLD, "<html>no answer of a moderation</html>"})
  void aHeldOrderIsLeftByANodeWithoutAnEndpoint(String answer) {
    var without = new Moderation(new ModerationSettings(null, "direct:ask"), true, time);
    var job = claimed();
    assertThat(without.isAskedBeforeSubmit(job)).isFalse();
    desk.failures().failed(job, catchThrowable(() -> moderation.orderAnswered(job, answer)));

    for (int times = 0; times < 3; times++) {
      time.passes(Duration.ofMinutes(1));
      var again = Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
      assertThat(moderation.isAskedBeforeSubmit(again)).isTrue();
      var left = catchThrowable(() -> without.isAskedBeforeSubmit(again));
      assertThat(left).isInstanceOf(NotConfigured.class);
      desk.failures().failed(again, left);
      assertThat(now(job).state()).isInstanceOf(Queued.class);
    }
  }

  /** Its operator has taken the endpoint away. */
  @Test
  void aHeldOrderGoesOnWithoutTheEndpointWhereThereIsNoOtherNode() {
    var without = new Moderation(new ModerationSettings(null, null), false, time);
    var job = claimed().causedBy(ModerationHeld.CAUSE);

    assertThat(without.isAskedBeforeSubmit(job)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "pass",
        "<html>ok</html>",
        "{}",
        "{\"decision\": \"PASS\"}",
        "{\"decision\": true}",
        "{\"decision\": [\"pass\"]}",
        "[{\"decision\": \"pass\"}]",
        "{\"decision\": \"pass\"",
        "{\"decision\": \"hold\"}"
      })
  void anythingElseHolds(String answer) {
    assertThatThrownBy(() -> moderation.orderAnswered(claimed(), answer))
        .isInstanceOf(ModerationHeld.class);
  }

  @Test
  void aFailureHolds() {
    assertThatThrownBy(() -> moderation.orderAnswered(claimed(), new IOException("away")))
        .isInstanceOf(ModerationHeld.class);
  }

  /** It may decide on some of many jobs, and fail with others. */
  @Test
  void anOutageIsSaidOnceAMinute(CapturedOutput output) {
    for (int minute = 0; minute < 2; minute++) {
      for (Object answer : new Object[] {new IOException("away"), "{}", HOLD, ""}) {
        assertThatThrownBy(() -> moderation.orderAnswered(claimed(), answer))
            .isInstanceOf(ModerationHeld.class);
      }
      time.passes(Duration.ofMinutes(1));
    }

    assertThat(output.getAll().lines().filter(line -> line.contains("before-submit")))
        .hasSize(2)
        .allMatch(line -> line.contains("WARN") && line.contains("failed with IOException"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"No cats.", "", "  "})
  void aRefusalFailsTheJobWithItsSentence(String reason) {
    var job = claimed();
    var answer = Map.of("decision", "refuse", "reason", reason);

    try {
      moderation.orderAnswered(job, answer);
    } catch (JobImpossible refused) {
      desk.failures().failed(job, refused);
    }

    var why = ((Failed) now(job).state()).why();
    assertThat(why.code()).isEqualTo("refused");
    assertThat(why.message())
        .isEqualTo(reason.isBlank() ? "The operator's moderation refused it." : reason);
  }

  @Test
  void aHeldJobWaitsWithoutAnAttempt() {
    var job = claimed();

    desk.failures().failed(job, ModerationHeld.asAnswered(List.of()));

    var held = now(job);
    assertThat(held.state()).isInstanceOf(Queued.class);
    assertThat(held.attempts()).isZero();
    assertThat(held.due()).isEqualTo(time.instant().plus(ModerationHeld.PAUSE));
    assertThat(held.deadline()).isEqualTo(job.deadline());
    assertThat(DeadlineFailure.of(held).message()).endsWith(ModerationHeld.CAUSE);
  }

  /** The one is for a person to end, the other is an outage. */
  @Test
  void aHoldIsToldApartFromNoDecision() {
    assertThat(cause(HOLD)).isEqualTo("Its moderation had not been decided.");
    assertThat(cause("{}")).isEqualTo("Its moderation gave no decision.");
    assertThat(cause(new IOException("away"))).isEqualTo("Its moderation gave no decision.");
  }

  private @Nullable String cause(Object answer) {
    var job = claimed();
    try {
      moderation.orderAnswered(job, answer);
    } catch (ModerationHeld held) {
      desk.failures().failed(job, held);
    }
    return now(job).history().lastCause();
  }

  private Job claimed() {
    desk.intake().accept(ORDER, "anna");
    return Claims.of(desk, JobStep.SUBMIT, 1).getFirst();
  }

  private Job now(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  private JobDesk desk() {
    var upstreams = new Upstreams(Map.of(), Map.of("sora_video2", List.of()));
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> false, time),
        new TestJobSettings().build(),
        time);
  }
}
