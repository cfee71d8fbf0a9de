package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class TicksTest {

  private final SettableClock clock = new SettableClock();
  private final Ticks ticks = new Ticks(clock);

  @Test
  void theyAreDownOnceNoneHasComeForAMinute() {
    ticksEvery(Duration.ofSeconds(1));

    after(Duration.ofSeconds(60), Status.UP);
    after(Duration.ofSeconds(1), Status.DOWN);
    ticks.note();
    after(Duration.ZERO, Status.UP);
  }

  @Test
  void rareTicksHaveTheirTime() {
    ticksEvery(Duration.ofMinutes(5));

    after(Duration.ofMinutes(50), Status.UP);
    after(Duration.ofSeconds(1), Status.DOWN);
  }

  @Test
  void aMachineThatSleptIsNoPace() {
    ticksEvery(Duration.ofSeconds(1));
    clock.passes(Duration.ofHours(9));
    ticks.note();

    after(Duration.ofSeconds(61), Status.DOWN);
  }

  @Test
  void aServiceThatStartsHasTenMinutes() {
    after(Duration.ofMinutes(10), Status.UP);
    after(Duration.ofSeconds(1), Status.DOWN);
  }

  private void ticksEvery(Duration pace) {
    for (int i = 0; i < 3; i++) {
      clock.passes(pace);
      ticks.note();
    }
  }

  private void after(Duration time, Status status) {
    clock.passes(time);
    assertThat(ticks.health().getStatus()).isEqualTo(status);
  }
}
