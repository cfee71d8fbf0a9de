package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Target ONE = new Target("one", "key", "m");
  private static final Target TWO = new Target("one", "key", "another");

  private final SettableClock clock = new SettableClock();
  private final Breaker breaker = new Breaker(clock);

  @Test
  void aTargetThatWorksIsUsed() {
    assertThat(breaker.admits(ONE, "job")).isTrue();
    assertThat(breaker.pause(ONE)).isZero();
  }

  @Test
  void aFewFailuresDoNotOpenTheBreaker() {
    fail(4, null);

    assertThat(breaker.admits(ONE, "job")).isTrue();
  }

  @Test
  void anAcceptedOrderResetsTheFailures() {
    fail(4, null);
    breaker.succeeded(ONE);
    fail(4, null);

    assertThat(breaker.admits(ONE, "job")).isTrue();
  }

  @Test
  void manyFailuresPauseThisTargetOnly() {
    fail(5, null);

    assertThat(breaker.admits(ONE, "job")).isFalse();
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(5));
    assertThat(breaker.admits(TWO, "job")).isTrue();
  }

  @Test
  void itIsOpenUntilATrialIsAcceptedThoughNoneIsSentForMinutes() {
    fail(4, null);
    assertThat(breaker.isOpen(ONE)).isFalse();
    fail(1, null);
    assertThat(breaker.isOpen(ONE)).isTrue();

    passes(3_600);
    assertThat(breaker.isOpen(ONE)).isTrue();
    assertThat(breaker.admits(ONE, "job")).isTrue();
    assertThat(breaker.isOpen(ONE)).isTrue();
    breaker.succeeded(ONE);
    assertThat(breaker.isOpen(ONE)).isFalse();
  }

  @Test
  void aTargetThatGetsNoOrdersIsNotOpenForEver() {
    fail(5, null);
    passes(3_605);
    assertThat(breaker.isOpen(ONE)).isTrue();

    passes(1);
    assertThat(breaker.isOpen(ONE)).isFalse();
    assertThat(breaker.permits(ONE)).isOne();

    fail(1, null);
    assertThat(breaker.isOpen(ONE)).isTrue();
  }

  @Test
  void afterThePauseOneTrialIsAdmittedAndTheOthersWait() {
    fail(5, null);
    passes(5);

    assertThat(breaker.admits(ONE, "job")).isTrue();
    assertThat(breaker.admits(ONE, "job")).isFalse();
    breaker.succeeded(ONE);
    assertThat(breaker.admits(ONE, "job")).isTrue();
  }

  @Test
  void onlyTheTrialItselfIsGivenBack() {
    assertThat(breaker.admits(ONE, "early")).isTrue();
    fail(5, null);
    passes(5);
    assertThat(breaker.admits(ONE, "trial")).isTrue();

    breaker.giveBack(ONE, "early");
    assertThat(breaker.admits(ONE, "next")).isFalse();

    breaker.giveBack(ONE, "trial");
    assertThat(breaker.admits(ONE, "next")).isTrue();
    assertThat(breaker.admits(ONE, "another")).isFalse();
  }

  @Test
  void eachFailedTrialDoublesThePauseUpToALimit() {
    fail(5, null);
    for (int pause : List.of(5, 10, 20, 40, 80, 160, 300, 300)) {
      assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(pause));
      passes(pause);
      assertThat(breaker.admits(ONE, "job")).isTrue();
      fail(1, null);
    }
  }

  /** A hundred orders that are on their way when a target goes away are one failure of it. */
  @Test
  void whatFailsDuringThePauseDoesNotMakeItLonger() {
    fail(100, null);

    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(5));
    passes(5);
    assertThat(breaker.admits(ONE, "job")).isTrue();
    fail(100, null);
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aTargetMayAskForALongerPauseDuringOne() {
    fail(5, null);
    fail(1, Duration.ofSeconds(60));

    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(60));
    fail(1, Duration.ofSeconds(30));
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aRequestedPauseStartsAtOnceAndIsLimited() {
    fail(1, Duration.ofSeconds(60));
    assertThat(breaker.admits(ONE, "job")).isFalse();
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(60));

    fail(1, Duration.ofDays(1));
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aTrialWithoutAResultDoesNotBlockTheOthers() {
    fail(5, null);
    passes(5);
    assertThat(breaker.admits(ONE, "job")).isTrue();
    passes(5);

    assertThat(breaker.admits(ONE, "job")).isTrue();
  }

  @Test
  void aClockThatIsSetBackMakesNoPauseLonger() {
    fail(5, null);
    passes(-7200);

    assertThat(breaker.pause(ONE)).isZero();
    assertThat(breaker.permits(ONE)).isOne();
    assertThat(breaker.admits(ONE, "job")).isTrue();
    fail(1, null);
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofSeconds(10));
  }

  /** As it is all the time; a thread may also have read it before the pause began. */
  @Test
  void aClockThatIsCorrectedEndsNoPause() {
    fail(1, Duration.ofHours(1));
    passes(-1);

    assertThat(breaker.admits(ONE, "job")).isFalse();
    assertThat(breaker.pause(ONE)).isEqualTo(Duration.ofMinutes(5).plusSeconds(1));
  }

  private void fail(int times, @Nullable Duration asked) {
    for (int i = 0; i < times; i++) {
      breaker.failed(ONE, asked);
    }
  }

  private void passes(int seconds) {
    clock.passes(Duration.ofSeconds(seconds));
  }
}
