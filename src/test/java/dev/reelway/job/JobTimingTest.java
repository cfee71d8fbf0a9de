package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTimingTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final JobTiming PACE =
      new JobTiming(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMinutes(5));

  @Test
  void aPollIsAtMostATenthEarly() {
    var at = new RenderTask(new Target("one", "key", "m"), "task_1", NOW);

    for (int i = 0; i < 1000; i++) {
      assertThat(PACE.nextPoll(at, 0, NOW)).isBetween(NOW.plusMillis(2_700), NOW.plusSeconds(3));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 4", "2, 8", "6, 128", "7, 256", "8, 300", "20, 300"})
  void waitsDoubleUpToALimit(int attempts, int seconds) {
    assertWait(PACE.retry(attempts, null, NOW), seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 64, 1000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void noNumberOfAttemptsOverflows(int attempts) {
    assertWait(PACE.retry(attempts, null, NOW), attempts < 0 ? 2 : 300);
  }

  @Test
  void longWaitsDoNotOverflowEither() {
    var slow = new JobTiming(Duration.ofDays(1), Duration.ofDays(365), Duration.ofDays(3650));

    assertWait(slow.retry(1000, null, NOW), Duration.ofDays(3650).toSeconds());
  }

  @ParameterizedTest
  @CsvSource({"30, 30", "300, 300", "301, 300", "86400, 300", "999999, 300"})
  void anUpstreamIsNotCalledForAsLongAsItAsksUpToTheLimit(int asked, int seconds) {
    assertWait(PACE.retry(0, Duration.ofSeconds(asked), NOW), seconds);
    assertWait(PACE.retry(19, Duration.ofSeconds(asked), NOW), seconds);
  }

  @Test
  void manyJobsDoNotComeBackAsOne() {
    var times = new HashSet<Instant>();
    for (int job = 0; job < 1000; job++) {
      times.add(PACE.retry(8, null, NOW));
    }

    assertThat(times).hasSizeGreaterThan(500);
  }

  /** A fifth of chance comes on top, at most. */
  private static void assertWait(Instant due, long seconds) {
    assertThat(due)
        .isBetween(NOW.plusSeconds(seconds), NOW.plusMillis(seconds * 1000 + seconds * 200));
  }

  /** Polls may be made half a second ahead of their time. */
  @Test
  void aTargetIsNotPolledBeforeItsLeastTimeHasPassed() {
    var target = new Target("u", "key", "m");
    var at = new RenderTask(target, "t", NOW);
    var spaced = PACE.with(one -> Duration.ofSeconds(5));

    assertThat(spaced.nextPoll(at, 0, NOW)).isEqualTo(NOW.plusMillis(5_500));
    assertThat(spaced.usualPoll(target, NOW)).isEqualTo(NOW.plusMillis(5_500));
    assertThat(PACE.nextPoll(at, 0, NOW)).isBeforeOrEqualTo(NOW.plusSeconds(3));
    assertThat(PACE.usualPoll(target, NOW)).isEqualTo(NOW.plusSeconds(3));
  }
}
