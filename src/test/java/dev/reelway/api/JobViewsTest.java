package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.cost.JobCost;
import dev.reelway.job.Job;
import dev.reelway.job.JobBuilder;
import dev.reelway.job.JobHistory;
import dev.reelway.job.JobState;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobViewsTest {

  static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  static final RenderTask TASK = new RenderTask(new Target("up", "key", "m"), "t", NOW);
  private static final Instant DONE = NOW.plusSeconds(30);
  private static final String BASE = "https://videos.example/sora";
  private static final Order IMAGES =
      new ImageOrder("m", "m", "a fox", "8x8", 2, "png", false, List.of());
  static final Order VIDEOS =
      new VideoOrder(
          "m", "m", "a fox", "8x8", 4, false, false, false, null, List.of(), null, List.of(),
          List.of(), List.of(), Map.of(), 2, Map.of(), null);

  private final SignedLinks signedLinks =
      new SignedLinks(new byte[32], null, "/sora", Duration.ofHours(1), Clock.systemUTC());
  private final JobViews views = views(true);

  /** What an upstream makes is delivered, as it is paid for. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, ", "3, 3"})
  void moreOrFewerFilesThanOrderedAreAllShownAndCounted(int made, @Nullable String said) {
    var images = view(delivered(IMAGES, made, null));
    var videos = view(delivered(VIDEOS, made, null));

    assertThat(images.path("data")).hasSize(made).allMatch(one -> one.path("url").isTextual());
    assertThat(videos.path("outputs")).hasSize(made).allMatch(one -> one.path("url").isTextual());
    assertThat(images.at("/metadata/made_outputs").textValue()).isEqualTo(said);
    assertThat(videos.at("/metadata/made_outputs").textValue()).isEqualTo(said);
  }

  @Test
  void filesThatAreKeptNoLongerHaveNoLinks() {
    var images = view(delivered(IMAGES, 2, NOW.minusSeconds(1)));
    var videos = view(delivered(VIDEOS, 2, NOW.minusSeconds(1)));

    assertThat(images.path("data")).hasSize(2).allMatch(one -> one.path("url").isNull());
    assertThat(videos.path("outputs")).hasSize(2).noneMatch(one -> one.has("url"));
  }

  @Test
  void whoWaitsIsToldWhereAVideoIsRenderedSinceWhenAndUntilWhen() {
    var rendering = job(VIDEOS, new Rendering(TASK, 40), 2, history(null, "It was busy."));

    assertThat(view(rendering).path("render"))
        .isEqualTo(
            parsed(
                """
                {"upstream": "up", "submitted_at": 1795867200, "expected_at": 1795867260,
                 "attempts": 2, "cause": "It was busy."}
                """));
  }

  @Test
  void aVideoThatHasEndedSaysWhoMadeItAndHowLongItTook() {
    var delivered = job(VIDEOS, delivered(1, null), 0, history(DONE, "It was busy."));
    var failed =
        job(VIDEOS, new Failed(TASK, new Failure("timed_out", "Late.")), 0, history(DONE, null));

    assertThat(view(delivered).path("render"))
        .isEqualTo(
            parsed(
                """
                {"upstream": "up", "submitted_at": 1795867200, "rendered_at": 1795867230}
                """));
    assertThat(view(failed).path("render"))
        .isEqualTo(
            parsed(
                """
                {"upstream": "up", "submitted_at": 1795867200, "rendered_at": 1795867230,
                 "failed_at": 1795867200, "may_be_paid": true}
                """));
  }

  @Test
  void theUpstreamIsNamedOnlyIfTheOperatorAllowsIt() {
    var rendering = job(VIDEOS, new Rendering(TASK, 40), 0, JobHistory.NONE);
    var submitting = job(VIDEOS, new Submitting(TASK.target(), null, null), 0, JobHistory.NONE);

    assertThat(view(submitting).at("/render/upstream").textValue()).isEqualTo("up");
    for (var job : List.of(rendering, submitting)) {
      assertThat(json(views(false).withLinks(job, BASE)).path("render").has("upstream")).isFalse();
    }
  }

  private JsonNode view(Job job) {
    return json(views.withLinks(job, BASE));
  }

  /** As it is sent. */
  private static JsonNode json(Object value) {
    return parsed(JsonBody.text(value));
  }

  private static JsonNode parsed(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static JobHistory history(@Nullable Instant doneAt, @Nullable String cause) {
    return new JobHistory(doneAt, cause, null, JobCost.NONE);
  }

  private JobViews views(boolean showUpstreams) {
    return new JobViews(
        signedLinks,
        job -> job.ended() == null ? Optional.of(NOW.plusSeconds(60)) : Optional.empty(),
        job -> job,
        showUpstreams,
        Clock.systemUTC());
  }

  private static Job delivered(Order order, int files, @Nullable Instant expires) {
    return job(order, delivered(files, expires), 0, JobHistory.NONE);
  }

  private static Delivered delivered(int files, @Nullable Instant expires) {
    var file = new Asset("file", "a.png", "image/png", 1, "00", null);
    return new Delivered(TASK, Collections.nCopies(files, file), expires);
  }

  /** Ordered at {@link #NOW}. */
  static Job job(Order order, JobState state, int attempts, JobHistory history) {
    return JobBuilder.queued(order, NOW)
        .id("image_1")
        .state(state)
        .attempts(attempts)
        .ended(state.isFinal() ? NOW : null)
        .history(history)
        .build();
  }
}
