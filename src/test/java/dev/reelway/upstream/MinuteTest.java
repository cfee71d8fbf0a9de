package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MinuteTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Minute minute = new Minute(2);

  @Test
  void noMinuteHasMoreThanTheMost() {
    assertThat(minute.take(NOW)).isTrue();
    assertThat(minute.take(NOW.plusSeconds(30))).isTrue();
    assertThat(minute.take(NOW.plusSeconds(59))).isFalse();
    assertThat(minute.left(NOW.plusSeconds(59))).isZero();

    assertThat(minute.take(NOW.plusSeconds(60))).isTrue();
    assertThat(minute.take(NOW.plusSeconds(89))).isFalse();
    assertThat(minute.take(NOW.plusSeconds(90))).isTrue();
  }

  @Test
  void aReturnedPermitCanBeTakenAgain() {
    minute.take(NOW);
    minute.take(NOW);

    minute.giveBack();

    assertThat(minute.take(NOW)).isTrue();
    assertThat(minute.take(NOW)).isFalse();
  }
}
