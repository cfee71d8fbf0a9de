package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.net.Downloader;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.KeyTemplate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An upstream that sends a little now and then holds no worker until the job's deadline. */
class LongDownloadTest {

  /** How a video begins. */
  private static final byte[] VIDEO =
      "\0\0\0\20ftypisom\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

  private final SettableClock clock = new SettableClock();
  private final Job job = job();

  private Job job() {
    var order = new VideoOrder("m", "m", "a cat", "128x72", 1, false, false, false, null);
    var now = clock.instant();
    return Job.accepted(order, "anna", null, now, now.plus(Duration.ofHours(24)));
  }

  @Test
  void oneTryOfAVideoTakesHalfAnHour() throws IOException {
    try (var downloader = new Downloader(Set.of())) {
      var video = assetDelivery(downloader).file(job, new ByteArrayInputStream(VIDEO), null);

      clock.passes(Duration.ofMinutes(30));
      assertThat(video.read()).isNotNegative();
      clock.passes(Duration.ofMillis(1));
      assertThatThrownBy(video::read).hasRootCauseInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void noTryGoesOnAfterTheDeadline() {
    assertThat(AssetDelivery.within(job, clock.instant())).isEqualTo(Duration.ofMinutes(30));
    clock.passes(Duration.ofHours(24).minusMinutes(1));
    assertThat(AssetDelivery.within(job, clock.instant())).isEqualTo(Duration.ofMinutes(1));
  }

  private AssetDelivery assetDelivery(Downloader downloader) {
    var terms =
        new AssetDelivery.DeliveryTerms(
            "file", sink -> keyTemplate(), 1_000_000, false, dialect -> true, dialect -> false);
    return new AssetDelivery(terms, downloader, clock);
  }

  private static KeyTemplate keyTemplate() {
    throw new IllegalStateException("nothing is named");
  }
}
