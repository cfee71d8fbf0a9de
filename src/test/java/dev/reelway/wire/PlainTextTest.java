package dev.reelway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a cat, éàü 猫 🎬 👨‍👩‍👧‍👦 قط", "50 % of \"it\" <b> & {x} ${y} \\n", ""})
  void plainTextIsNotChanged(String text) {
    assertThat(PlainText.of(text, 100)).isEqualTo(text);
  }

  @Test
  void linesBecomeOne() {
    assertThat(PlainText.of(" a\r\nb\tc\u0000\u0085d\u2028e\u2029\u000bf\u007f\u009ag ", 100))
        .isEqualTo("a b c d e f g");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31mno\u001b[0m cat",
        "\u001b[2J\u001b[1;1Hno cat",
        "\u009b31mno cat",
        "\u001b]0;title\u0007no cat",
        "\u001b]8;;http://x\u001b\\no cat",
        "\u001bPq#0;2\u001b\\no cat",
        "\u001bcno cat",
        "\u001b(Bno cat",
        "no cat\u001b",
        "no cat\u001b[",
        "no cat\u001b]0;never ended",
        "\u202eno\u202c cat\u2066\u200f\u061c\ufeff\u200b"
      })
  void directionMarksAndTerminalSequencesAreRemoved(String text) {
    assertThat(PlainText.of(text, 100)).isEqualTo("no cat");
  }

  @Test
  void loneSurrogatesAreReplaced() {
    assertThat(PlainText.of("a\ud83cb\udfacc🎬\ud83c", 100)).isEqualTo("a\ufffdb\ufffdc🎬\ufffd");
  }

  @Test
  void tooLongATextIsCutBetweenCharacters() {
    assertThat(PlainText.of("abcdef", 5)).isEqualTo("abcde…");
    assertThat(PlainText.of("🎬🎬🎬", 5)).isEqualTo("🎬🎬…");
    assertThat(PlainText.of("abcde", 5)).isEqualTo("abcde");
  }

  @Test
  @Timeout(30)
  void anyTextIsCleanedQuickly() {
    for (var unit :
        new String[] {"\u001b[31mx", "\u001b]", "\u001b[", "\ud83c", "\n", "x", "\u001bP"}) {
      var clean = PlainText.of(unit.repeat(10_000_000), 2_000);

      assertThat(clean).hasSizeLessThanOrEqualTo(2_001);
      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(clean)).isTrue();
      assertThat(clean).doesNotContainPattern("[\\p{Cntrl}]");
    }
  }
}
