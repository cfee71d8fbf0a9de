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

  private void request(int times) {
    for (int i = 0; i < times; i++) {
      callerLoad.requested();
    }
  }
}
