package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallerLoadTest {

  private static final int MUCH = 60 * Runtime.getRuntime().availableProcessors();

  private final SettableClock clock = new SettableClock();
  private final CallerLoad callerLoad = new CallerLoad(clock);

  @Test
  void aFewCallersAreNoLoad() {
    for (int second = 0; second < 10; second++) {
      request(MUCH - 1);
      clock.passes(Duration.ofMillis(100));

      assertThat(callerLoad.isHigh()).isFalse();
    }
  }

  @Test
  void manyRequestsAreALoadUntilTheyHavePassed() {
    request(MUCH);
    assertThat(callerLoad.isHigh()).isTrue();

    clock.passes(Duration.ofMillis(100));
    assertThat(callerLoad.isHigh()).isTrue();

    clock.passes(Duration.ofMillis(100));
    assertThat(callerLoad.isHigh()).isFalse();
  }

  @Test
  void anOrderWeighsMoreThanARequest() {
    callerLoad.ordered(14);
    assertThat(callerLoad.isHigh()).isFalse();

    callerLoad.ordered(1);
    assertThat(callerLoad.isHigh()).isTrue();
  }

  @Test
  void aFileOfOrdersIsALoadAtOnce() {
    callerLoad.ordered(50_000);

    assertThat(callerLoad.isHigh()).isTrue();
  }

  @Test
  void aClockThatIsSetBackEndsALoad() {
    request(MUCH);
    clock.passes(Duration.ofHours(-1));
    assertThat(callerLoad.isHigh()).isFalse();

    request(MUCH);
    assertThat(callerLoad.isHigh()).isTrue();
    assertThat(callerLoad.jobsAtOnce()).isEqualTo(1);
  }

  @Test
  void theLongerALoadLastsTheMoreJobsAreStartedAllTheSame() {
    assertThat(jobsAtOnceAfter(Duration.ofSeconds(29))).isEqualTo(1);
    assertThat(jobsAtOnceAfter(Duration.ofSeconds(1))).isEqualTo(2);
    assertThat(jobsAtOnceAfter(Duration.ofSeconds(30))).isEqualTo(4);
    assertThat(jobsAtOnceAfter(Duration.ofHours(1))).isEqualTo(16);

    clock.passes(Duration.ofSeconds(1));
    assertThat(jobsAtOnceAfter(Duration.ZERO)).isEqualTo(1);
  }

  /** While windows with much and windows without follow each other. */
  private int jobsAtOnceAfter(Duration load) {
    var end = clock.instant().plus(load);
    request(MUCH);
    while (clock.instant().isBefore(end)) {
      clock.passes(Duration.ofMillis(500));
      request(MUCH);
    }
    assertThat(callerLoad.isHigh()).isTrue();
    return callerLoad.jobsAtOnce();
  }

  private void request(int times) {
    for (int i = 0; i < times; i++) {
      callerLoad.requested();
    }
  }
}
