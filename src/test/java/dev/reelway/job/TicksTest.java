package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.text.ParseException;
import java.time.Duration;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.quartz.CronExpression;
import org.springframework.boot.actuate.health.Status;

/** The clock says noon of a Sunday. */
class TicksTest {

  private static final String EVERY_SECOND = "* * * * * ?";
  private static final String EVERY_FIVE_MINUTES = "0 0/5 * * * ?";
  private static final String HOURLY = "0 0 * * * ?";

  private final SettableClock clock = new SettableClock();

  @Test
  void theyAreDownOnceOneIsAMinuteLate() throws ParseException {
    var ticks = ticks(EVERY_SECOND);
    ticks.record();

    after(Duration.ofSeconds(61), ticks, Status.UP);
    after(Duration.ofSeconds(1), ticks, Status.DOWN);
    ticks.record();
    after(Duration.ZERO, ticks, Status.UP);
  }

  @Test
  void rareTicksHaveTheirTime() throws ParseException {
    var ticks = ticks(EVERY_FIVE_MINUTES);
    for (int i = 0; i < 3; i++) {
      after(Duration.ofMinutes(5), ticks, Status.UP);
      ticks.record();
    }

    after(Duration.ofMinutes(6), ticks, Status.UP);
    after(Duration.ofSeconds(1), ticks, Status.DOWN);
  }

  @Test
  void theFirstTickMayBeLongInComing() throws ParseException {
    var ticks = ticks(HOURLY);

    after(Duration.ofMinutes(61), ticks, Status.UP);
    after(Duration.ofSeconds(1), ticks, Status.DOWN);
  }

  @Test
  void theTicksOfTheStartAreNotMissed() throws ParseException {
    clock.passes(Duration.ofMinutes(59).plusSeconds(50));
    var ticks = ticks(HOURLY);

    after(Duration.ofMinutes(61), ticks, Status.UP);
    after(Duration.ofSeconds(11), ticks, Status.DOWN);
  }

  @Test
  void aTickThatIsNotScheduledIsNotMissed() throws ParseException {
    var ticks = ticks("0 0/5 8-17 ? * MON-FRI");

    after(Duration.ofHours(20).plusMinutes(1), ticks, Status.UP);
    after(Duration.ofSeconds(1), ticks, Status.DOWN);
    ticks.record();
    after(Duration.ofMinutes(4), ticks, Status.UP);
    after(Duration.ofHours(1), ticks, Status.DOWN);
  }

  @Test
  void aMachineThatSleptIsNoPace() throws ParseException {
    var ticks = ticks(EVERY_SECOND);
    clock.passes(Duration.ofHours(9));
    ticks.record();

    after(Duration.ofSeconds(62), ticks, Status.DOWN);
  }

  @Test
  void aClockThatIsSetBackHidesNoSilence() throws ParseException {
    var ticks = ticks(EVERY_FIVE_MINUTES);
    ticks.record();

    after(Duration.ofHours(-3), ticks, Status.UP);
    after(Duration.ofMinutes(6), ticks, Status.UP);
    after(Duration.ofSeconds(1), ticks, Status.DOWN);
    clock.passes(Duration.ofHours(-3));
    ticks.record();
    after(Duration.ofMinutes(4), ticks, Status.UP);
  }

  @Test
  void ticksThatNeverComeAreNotLate() throws ParseException {
    after(Duration.ofDays(999), ticks("0 0 0 1 1 ? 2020"), Status.UP);
  }

  private Ticks ticks(String expression) throws ParseException {
    var cron = new CronExpression(expression);
    cron.setTimeZone(TimeZone.getTimeZone("UTC"));
    return new Ticks(clock, cron);
  }

  private void after(Duration time, Ticks ticks, Status status) {
    clock.passes(time);
    assertThat(ticks.health().getStatus()).isEqualTo(status);
  }
}
