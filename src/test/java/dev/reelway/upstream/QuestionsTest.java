package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionsTest {

  private final SettableClock clock = new SettableClock();
  private final Instant now = clock.instant();
  private final Map<String, Limits> limits = Map.of("few", new Limits(null, null, 60));
  private final Questions questions =
      new Questions(name -> limits.getOrDefault(name, Limits.NONE), clock);

  @Test
  void withoutALimitAllPollsAreImmediate() {
    assertThat(questions.place("free")).isEqualTo(now);
    assertThat(questions.place("free")).isEqualTo(now);
  }

  @Test
  void thePollsOfAMinuteAreSpacedEvenly() {
    for (int i = 0; i < 61; i++) {
      assertThat(questions.place("few")).isEqualTo(now.plusSeconds(i));
    }
  }

  @Test
  void unusedPollSlotsDoNotAccumulate() {
    questions.place("few");
    clock.passes(Duration.ofHours(1));

    assertThat(questions.place("few")).isEqualTo(clock.instant());
    assertThat(questions.place("few")).isEqualTo(clock.instant().plusSeconds(1));
  }

  @Test
  void aRequestedPauseDelaysPolls() {
    questions.rest("few", Duration.ofSeconds(30));
    questions.rest("few", Duration.ofSeconds(5));
    questions.rest("free", Duration.ofSeconds(30));

    assertThat(questions.restsAt("free", now)).isTrue();
    assertThat(questions.restsAt("free", now.plusSeconds(30))).isFalse();
    assertThat(questions.place("free")).isEqualTo(now.plusSeconds(30));
    assertThat(questions.place("few")).isEqualTo(now.plusSeconds(30));
    assertThat(questions.place("few")).isEqualTo(now.plusSeconds(31));
  }
}
