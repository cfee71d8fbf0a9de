package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PollRateLimiterTest {

  private final SettableClock clock = new SettableClock();
  private final Instant now = clock.instant();
  private final Map<String, UpstreamLimits> limits =
      Map.of("few", new UpstreamLimits(null, null, 60));
  private final PollRateLimiter pollRateLimiter =
      new PollRateLimiter(name -> limits.getOrDefault(name, UpstreamLimits.NONE), clock);

  @Test
  void withoutALimitAllPollsAreImmediate() {
    assertThat(pollRateLimiter.nextSlot("free")).isEqualTo(now);
    assertThat(pollRateLimiter.nextSlot("free")).isEqualTo(now);
  }

  @Test
  void thePollsOfAMinuteAreSpacedEvenly() {
    for (int i = 0; i < 61; i++) {
      assertThat(pollRateLimiter.nextSlot("few")).isEqualTo(now.plusSeconds(i));
    }
  }

  @Test
  void unusedPollSlotsDoNotAccumulate() {
    pollRateLimiter.nextSlot("few");
    clock.passes(Duration.ofHours(1));

    assertThat(pollRateLimiter.nextSlot("few")).isEqualTo(clock.instant());
    assertThat(pollRateLimiter.nextSlot("few")).isEqualTo(clock.instant().plusSeconds(1));
  }

  @Test
  void aRequestedPauseDelaysPolls() {
    pollRateLimiter.pause("few", Duration.ofSeconds(30));
    pollRateLimiter.pause("few", Duration.ofSeconds(5));
    pollRateLimiter.pause("free", Duration.ofSeconds(30));

    assertThat(pollRateLimiter.isPausedAt("free", now)).isTrue();
    assertThat(pollRateLimiter.isPausedAt("free", now.plusSeconds(30))).isFalse();
    assertThat(pollRateLimiter.nextSlot("free")).isEqualTo(now.plusSeconds(30));
    assertThat(pollRateLimiter.nextSlot("few")).isEqualTo(now.plusSeconds(30));
    assertThat(pollRateLimiter.nextSlot("few")).isEqualTo(now.plusSeconds(31));
  }
}
