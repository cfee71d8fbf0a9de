package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.SettableClock;
import dev.reelway.media.Fetcher;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Naming;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An upstream that sends a little now and then holds no worker until the job's deadline. */
class LongDownloadTest {

  /** How a film begins. */
  private static final byte[] FILM =
      "\0\0\0\20ftypisom\0\0\0\0".getBytes(StandardCharsets.US_ASCII);

  private final SettableClock clock = new SettableClock();
  private final Job job = job();

  private Job job() {
    var order = new VideoOrder("m", "m", "a cat", "128x72", 1, false, false, false, null);
    var now = clock.instant();
    return Job.accepted(order, "anna", null, now, now.plus(Duration.ofHours(24)));
  }

  @Test
  void oneTryOfAFilmTakesHalfAnHour() throws IOException {
    try (var fetcher = new Fetcher(Set.of())) {
      var film = delivery(fetcher).file(job, new ByteArrayInputStream(FILM), null);

      clock.passes(Duration.ofMinutes(30));
      assertThat(film.read()).isNotNegative();
      clock.passes(Duration.ofMillis(1));
      assertThatThrownBy(film::read).hasRootCauseInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void noTryGoesOnAfterTheDeadline() {
    assertThat(Delivery.within(job, clock.instant())).isEqualTo(Duration.ofMinutes(30));
    clock.passes(Duration.ofHours(24).minusMinutes(1));
    assertThat(Delivery.within(job, clock.instant())).isEqualTo(Duration.ofMinutes(1));
  }

  private Delivery delivery(Fetcher fetcher) {
    var terms =
        new Delivery.Terms("file", sink -> naming(), 1_000_000, dialect -> true, dialect -> false);
    return new Delivery(terms, fetcher, clock);
  }

  private static Naming naming() {
    throw new IllegalStateException("nothing is named");
  }
}
