package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LearnedBoundTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(3_600);

  @Test
  void whatIsOpenAtARefusalIsTheBound() {
    assertThat(refusedAt(3).limit(NOW)).isEqualTo(3);
  }

  @Test
  void aStormOfRefusalsEndsAtTheLowestNumberOfOpenRenders() {
    var bound = LearnedBound.of(59, null, NOW);
    for (int open = 58; open >= 3; open--) {
      bound = bound.refused(open, null, NOW);
    }

    assertThat(bound.limit(NOW)).isEqualTo(3);
  }

  @Test
  void oneMoreIsTriedAfterTenAcceptedOrders() {
    var bound = refusedAt(3);
    for (int i = 0; i < 10; i++) {
      assertThat(bound.limit(NOW)).isEqualTo(3);
      bound = bound.accepted(2, NOW);
    }

    assertThat(bound.limit(NOW)).isEqualTo(4);
    assertThat(bound.refused(3, null, NOW).limit(NOW)).isEqualTo(3);
  }

  @Test
  void trialsThatSucceedDoubleUntilOneIsRefused() {
    var bound = afterTen(refusedAt(3));

    bound = bound.accepted(3, NOW);
    assertThat(bound.limit(NOW.plusSeconds(9))).isEqualTo(4);
    assertThat(bound.limit(NOW.plusSeconds(10))).isEqualTo(6);
    var second = NOW.plusSeconds(10);
    bound = bound.accepted(4, second).accepted(5, second);
    assertThat(bound.limit(second.plusSeconds(9))).isEqualTo(6);
    assertThat(bound.limit(second.plusSeconds(10))).isEqualTo(10);
    bound = bound.refused(9, null, second);
    assertThat(bound.limit(second)).isEqualTo(6);
  }

  @Test
  void aBoundThatHasFallenIsFoundAtOnce() {
    assertThat(refusedAt(10).refused(9, null, NOW).refused(4, null, NOW).limit(NOW)).isEqualTo(4);
  }

  @Test
  void trialsThatFailAreTriedMoreAndMoreSeldomByTimeAlone() {
    var bound = refusedAt(3);
    assertThat(bound.limit(NOW.plusSeconds(39))).isEqualTo(3);
    assertThat(bound.limit(NOW.plusSeconds(40))).isEqualTo(4);

    bound = bound.refused(3, null, NOW);
    assertThat(bound.limit(NOW.plusSeconds(79))).isEqualTo(3);
    assertThat(bound.limit(NOW.plusSeconds(80))).isEqualTo(4);
  }

  @Test
  void theRequestedPauseIsKeptAndRiskedSeldom() {
    var bound = LearnedBound.of(3, Duration.ofSeconds(30), NOW);

    assertThat(bound.limit(NOW.plusSeconds(29))).isZero();
    assertThat(bound.limit(NOW.plusSeconds(30))).isEqualTo(3);
    assertThat(afterTen(bound).limit(NOW.plusSeconds(119))).isEqualTo(3);
    assertThat(afterTen(bound).limit(NOW.plusSeconds(120))).isEqualTo(4);
  }

  @Test
  void aRequestedPauseLastsNoLongerThanFiveMinutes() {
    var bound = LearnedBound.of(3, Duration.ofDays(1), NOW);

    assertThat(bound.isPaused(NOW.plusSeconds(299))).isTrue();
    assertThat(bound.isPaused(NOW.plusSeconds(300))).isFalse();
  }

  @Test
  void aRefusalWithNothingOpenPausesForLongerEachTimeUpToHalfAMinute() {
    var bound = LearnedBound.of(0, null, NOW);
    int[] pauses = {2, 4, 8, 16, 30, 30};
    for (int pause : pauses) {
      assertThat(bound.isPaused(NOW.plusSeconds(pause).minusMillis(1))).isTrue();
      assertThat(bound.limit(NOW.plusSeconds(pause))).isEqualTo(1);
      bound = bound.refused(0, null, NOW);
    }
  }

  @Test
  void afterARefusalWithNothingOpenTheBoundGrowsWithEachAcceptedOrder() {
    var bound = LearnedBound.of(0, null, NOW).accepted(0, NOW);

    assertThat(bound.limit(NOW)).isEqualTo(2);
    assertThat(bound.accepted(1, NOW).limit(NOW.plusSeconds(10))).isEqualTo(4);
  }

  @Test
  void anAcceptedOrderEndsThePause() {
    assertThat(LearnedBound.of(3, Duration.ofSeconds(30), NOW).accepted(2, NOW).isPaused(NOW))
        .isFalse();
  }

  private static LearnedBound refusedAt(int open) {
    return LearnedBound.of(open, null, NOW);
  }

  private static LearnedBound afterTen(LearnedBound bound) {
    var next = bound;
    for (int i = 0; i < 10; i++) {
      next = next.accepted(next.bound() - 1, NOW);
    }
    assertThat(next.limit(LATER)).isEqualTo(bound.bound() + 1);
    return next;
  }
}
