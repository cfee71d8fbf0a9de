package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PollRateLimiterTest {

  private static final Account FREE = new Account("free", "key");
  private static final Account FEW = new Account("few", "key");
  private static final Account OTHER = new Account("few", "other");

  private final SettableClock clock = new SettableClock();
  private final Instant now = clock.instant();
  private final Map<String, UpstreamLimits> limits =
      Map.of("few", new UpstreamLimits(null, null, 60));
  private final PollRateLimiter pollRateLimiter =
      new PollRateLimiter(name -> limits.getOrDefault(name, UpstreamLimits.NONE), clock);

  @Test
  void withoutALimitAllPollsAreImmediate() {
    assertThat(pollRateLimiter.nextSlot(FREE)).isEqualTo(now);
    assertThat(pollRateLimiter.nextSlot(FREE)).isEqualTo(now);
  }

  @Test
  void thePollsOfAMinuteAreSpacedEvenly() {
    for (int i = 0; i < 61; i++) {
      assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(now.plusSeconds(i));
    }
  }

  @Test
  void unusedPollSlotsDoNotAccumulate() {
    pollRateLimiter.nextSlot(FEW);
    clock.passes(Duration.ofHours(1));

    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(clock.instant());
    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(clock.instant().plusSeconds(1));
  }

  @Test
  void aRequestedPauseDelaysPolls() {
    pollRateLimiter.pause(FEW, Duration.ofSeconds(30));
    pollRateLimiter.pause(FEW, Duration.ofSeconds(5));
    pollRateLimiter.pause(FREE, Duration.ofSeconds(30));

    assertThat(pollRateLimiter.isPausedAt(FREE, now)).isTrue();
    assertThat(pollRateLimiter.isPausedAt(FREE, now.plusSeconds(30))).isFalse();
    assertThat(pollRateLimiter.nextSlot(FREE)).isEqualTo(now.plusSeconds(30));
    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(now.plusSeconds(30));
    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(now.plusSeconds(30));
    clock.passes(Duration.ofSeconds(30));
    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(now.plusSeconds(30));
    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(now.plusSeconds(31));
  }

  @Test
  void afterTheClockWasSetBackSlotsAndPausesBeginAnew() {
    pollRateLimiter.nextSlot(FEW);
    pollRateLimiter.pause(OTHER, Duration.ofSeconds(30));
    clock.passes(Duration.ofHours(-2));

    assertThat(pollRateLimiter.nextSlot(FEW)).isEqualTo(clock.instant());
    assertThat(pollRateLimiter.nextSlot(OTHER)).isEqualTo(clock.instant().plusSeconds(1));
  }

  @Test
  void thePauseOfOneAccountDelaysNoOther() {
    pollRateLimiter.pause(FEW, Duration.ofSeconds(30));
    pollRateLimiter.nextSlot(FEW);

    assertThat(pollRateLimiter.isPausedAt(OTHER, now)).isFalse();
    assertThat(pollRateLimiter.nextSlot(OTHER)).isEqualTo(now);
    assertThat(pollRateLimiter.nextSlot(OTHER)).isEqualTo(now.plusSeconds(1));
  }
}
