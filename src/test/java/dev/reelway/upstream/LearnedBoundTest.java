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
  void oneMoreIsTriedAfterEightAcceptedOrders() {
    var bound = refusedAt(3);
    for (int i = 0; i < 8; i++) {
      assertThat(bound.limit(NOW)).isEqualTo(3);
      bound = bound.accepted(2, NOW);
    }

    var due = NOW.plusSeconds(70);
    assertThat(bound.limit(due)).isEqualTo(4);
    assertThat(bound.refused(3, null, due).limit(due)).isEqualTo(3);
  }

  @Test
  void whatATrialIsAddedToCountsAgainstNoLimitPerMinuteAnyMore() {
    var bound = afterEight(refusedAt(3));

    assertThat(bound.limit(NOW.plusSeconds(69))).isEqualTo(3);
    assertThat(bound.limit(NOW.plusSeconds(70))).isEqualTo(4);
  }

  @Test
  void trialsThatSucceedDoubleUntilOneIsRefused() {
    var bound = afterEight(refusedAt(3));

    var first = NOW.plusSeconds(70);
    bound = bound.accepted(3, first);
    assertThat(bound.limit(first.plusSeconds(9))).isEqualTo(4);
    assertThat(bound.limit(first.plusSeconds(10))).isEqualTo(6);
    var second = first.plusSeconds(10);
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

    var due = NOW.plusSeconds(40);
    bound = bound.refused(3, null, due);
    assertThat(bound.limit(due.plusSeconds(79))).isEqualTo(3);
    assertThat(bound.limit(due.plusSeconds(80))).isEqualTo(4);
  }

  @Test
  void ordersOfOneTrialThatAreRefusedCountAsOneFailure() {
    var bound = refusedAt(3);
    for (int i = 0; i < 20; i++) {
      bound = bound.refused(3, null, NOW);
    }

    assertThat(bound.limit(NOW.plusSeconds(40))).isEqualTo(4);
  }

  /** A render had ended, and was not known to: the trial took its place. */
  @Test
  void aTrialThatIsRefusedAMomentLaterHasFailed() {
    var bound = refusedAt(3);
    var due = NOW.plusSeconds(40);

    bound = bound.accepted(3, due).refused(3, null, due.plusSeconds(1));

    assertThat(bound.bound()).isEqualTo(3);
    assertThat(bound.failedTrials()).isEqualTo(2);
  }

  @Test
  void aBoundThatHasFallenFarIsDoubtedSoon() {
    var bound = refusedAt(10);
    for (var due = NOW.plusSeconds(40); bound.failedTrials() < 5; due = due.plusSeconds(900)) {
      bound = bound.refused(10, null, due);
    }

    assertThat(bound.refused(2, null, LATER).limit(LATER.plusSeconds(20))).isEqualTo(3);
  }

  @Test
  void theRequestedPauseIsKeptAndRiskedSeldom() {
    var bound = LearnedBound.of(3, Duration.ofSeconds(30), NOW);

    assertThat(bound.limit(NOW.plusSeconds(29))).isZero();
    assertThat(bound.limit(NOW.plusSeconds(30))).isEqualTo(3);
    assertThat(afterEight(bound).limit(NOW.plusSeconds(119))).isEqualTo(3);
    assertThat(afterEight(bound).limit(NOW.plusSeconds(120))).isEqualTo(4);
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
    var after = NOW.plusSeconds(2);
    var bound = LearnedBound.of(0, null, NOW).accepted(0, after);

    assertThat(bound.limit(after)).isEqualTo(2);
    assertThat(bound.accepted(1, after).limit(after.plusSeconds(10))).isEqualTo(4);
  }

  /** Nothing is sent in a pause: the order that is accepted was sent before. */
  @Test
  void anOrderThatWasSentBeforeDoesNotEndThePause() {
    var bound = LearnedBound.of(3, Duration.ofSeconds(30), NOW).accepted(2, NOW.plusSeconds(1));

    assertThat(bound.isPaused(NOW.plusSeconds(29))).isTrue();
    assertThat(bound.isPaused(NOW.plusSeconds(30))).isFalse();
  }

  private static LearnedBound refusedAt(int open) {
    return LearnedBound.of(open, null, NOW);
  }

  private static LearnedBound afterEight(LearnedBound bound) {
    var next = bound;
    for (int i = 0; i < 8; i++) {
      next = next.accepted(next.bound() - 1, NOW);
    }
    assertThat(next.limit(LATER)).isEqualTo(bound.bound() + 1);
    return next;
  }
}
