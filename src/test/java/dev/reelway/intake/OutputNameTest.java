package dev.reelway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.order.OrderRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputNameTest {

  @ParameterizedTest
  @CsvSource({
    "hero, hero",
    "Hero Shot 1.MP4, Hero-Shot-1",
    "../../etc/passwd, etc-passwd",
    "a//b\\c, a-b-c",
    "v1.2.final.png, v1-2-final",
    "狐 の雪, 狐-の雪",
    "cafe\u0301, caf\u00e9",
    "=cmd|x, cmd-x",
    "__a__, a"
  })
  void aRequestedNameIsMadeSafe(String requested, String name) {
    assertThat(OutputName.of(requested)).isEqualTo(name);
  }

  @Test
  void aLongNameIsCutBetweenCharacters() {
    assertThat(OutputName.of("𠀀".repeat(200))).isEqualTo("𠀀".repeat(20));
  }

  /** Removing one character at a time, or normalising all of it, would take minutes. */
  @ParameterizedTest
  @CsvSource({"a, 900000, a, 80", "-a, 450000, a-, 80", "e\u0301, 450000, \u00e9, 40"})
  @Timeout(20)
  void aNameOfAnyLengthIsCutQuickly(String text, int times, String cut, int length) {
    assertThat(OutputName.of(text.repeat(times)))
        .startsWith(cut)
        .hasSizeBetween(length - 1, length);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "../..", ".mp4", "—", "\0", "🦊"})
  void aNameWithoutDeliveriesOrDigitsIsRefused(String requested) {
    assertThatExceptionOfType(OrderRefused.class).isThrownBy(() -> OutputName.of(requested));
  }
}
