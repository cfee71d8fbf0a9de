package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.media.ImageDetails;
import dev.reelway.order.ImageOrder;
import dev.reelway.upstream.PartialImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a caller who waits for images gets of those that are not finished. */
class JobSubscriptionTest {

  private static final ImageOrder ORDER =
      new ImageOrder("m", "m", "a fox", "1024x1024", 1, "png", false, List.of());

  @Test
  void aSlowCallerGetsTheLastUnfinishedImagesAndThenTheNews() throws Exception {
    var jobSubscription = subscription(ORDER.withPartialImages(2));

    for (int i = 0; i < 10; i++) {
      jobSubscription.publish(new PartialImage(i, "aGk=", "png", ImageDetails.NONE));
    }

    assertThat(jobSubscription.next(Duration.ZERO)).isNotNull();
    assertThat(partials(jobSubscription)).containsExactly(6, 7, 8, 9);
    for (int i = 0; i < 4; i++) {
      assertThat(jobSubscription.next(Duration.ofMinutes(1))).isNull();
    }
    assertThat(partials(jobSubscription)).isEmpty();
  }

  @Test
  void nothingIsKeptOfWhatWasNotOrdered() throws Exception {
    var jobSubscription = subscription(ORDER);

    jobSubscription.publish(new PartialImage(0, "aGk=", "png", ImageDetails.NONE));

    assertThat(partials(jobSubscription)).isEmpty();
  }

  private static List<Integer> partials(JobSubscription jobSubscription) {
    return Stream.generate(jobSubscription::partial)
        .takeWhile(Objects::nonNull)
        .map(PartialImage::number)
        .toList();
  }

  private static JobSubscription subscription(ImageOrder order) {
    var now = Instant.EPOCH;
    var jobSubscription = new JobSubscription("image_1", new JobSubscriptions(null, null));
    jobSubscription.publish(Job.accepted(order, "ann", null, now, now));
    return jobSubscription;
  }
}
