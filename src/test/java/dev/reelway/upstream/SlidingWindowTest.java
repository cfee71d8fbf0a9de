package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final SlidingWindow slidingWindow = new SlidingWindow(2);

  @Test
  void noMinuteHasMoreThanTheMost() {
    assertThat(slidingWindow.tryAcquire(NOW)).isTrue();
    assertThat(slidingWindow.tryAcquire(NOW.plusSeconds(30))).isTrue();
    assertThat(slidingWindow.tryAcquire(NOW.plusSeconds(59))).isFalse();
    assertThat(slidingWindow.remaining(NOW.plusSeconds(59))).isZero();

    assertThat(slidingWindow.tryAcquire(NOW.plusSeconds(60))).isTrue();
    assertThat(slidingWindow.tryAcquire(NOW.plusSeconds(89))).isFalse();
    assertThat(slidingWindow.tryAcquire(NOW.plusSeconds(90))).isTrue();
  }

  @Test
  void aClockThatIsSetBackStopsNothingForLong() {
    slidingWindow.tryAcquire(NOW);
    slidingWindow.tryAcquire(NOW);

    assertThat(slidingWindow.tryAcquire(NOW.minusSeconds(1))).isFalse();
    assertThat(slidingWindow.tryAcquire(NOW.minusSeconds(7200))).isTrue();
    assertThat(slidingWindow.remaining(NOW.minusSeconds(7200))).isOne();
  }

  @Test
  void aReturnedPermitCanBeTakenAgain() {
    slidingWindow.tryAcquire(NOW);
    slidingWindow.tryAcquire(NOW);

    slidingWindow.release();

    assertThat(slidingWindow.tryAcquire(NOW)).isTrue();
    assertThat(slidingWindow.tryAcquire(NOW)).isFalse();
  }
}
