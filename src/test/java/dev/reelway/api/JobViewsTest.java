package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.job.DeliveryOptions;
import dev.reelway.job.Job;
import dev.reelway.job.JobHistory;
import dev.reelway.job.JobState.Delivered;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobViewsTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final RenderTask TASK = new RenderTask(new Target("up", "key", "m"), "t");
  private static final Order IMAGES =
      new ImageOrder("m", "m", "a fox", "8x8", 2, "png", false, List.of());
  private static final Order VIDEOS =
      new VideoOrder(
          "m", "m", "a fox", "8x8", 4, false, false, false, null, null, List.of(), List.of(),
          List.of(), Map.of(), 2, Map.of(), null);

  private final SignedLinks signedLinks =
      new SignedLinks(new byte[32], null, "/sora", Duration.ofHours(1), Clock.systemUTC());
  private final JobViews views = new JobViews(signedLinks, Clock.systemUTC());

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

  private JsonNode view(Job job) {
    return new ObjectMapper().valueToTree(views.withLinks(job, "https://videos.example/sora"));
  }

  private static Job delivered(Order order, int files, @Nullable Instant expires) {
    var file = new Asset("file", "a.png", "image/png", 1, "00", null);
    var state = new Delivered(TASK, Collections.nCopies(files, file), expires);
    return new Job(
        "image_1",
        "ann",
        null,
        order,
        null,
        state,
        0,
        NOW,
        1,
        NOW,
        NOW,
        NOW,
        NOW,
        DeliveryOptions.USUAL,
        JobHistory.NONE);
  }
}
