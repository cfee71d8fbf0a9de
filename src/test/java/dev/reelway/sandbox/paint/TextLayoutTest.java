package dev.reelway.sandbox.paint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextLayoutTest {

  private final TextLayout textLayout = new TextLayout(14);

  @Test
  void linesBreakBetweenWords() {
    double width = textLayout.width("quiet harbour");

    assertThat(textLayout.wrap("a quiet\n\n harbour  at dusk", width, 4))
        .containsExactly("a quiet", "harbour at", "dusk");
  }

  @Test
  void aTextThatFitsExactlyStaysOnItsLine() {
    assertThat(textLayout.wrap("harbour", textLayout.width("harbour"), 1))
        .containsExactly("harbour");
  }

  @Test
  void aWordThatIsTooLongBreaksWithinItself() {
    assertThat(textLayout.wrap("harbour", textLayout.width("harb"), 4))
        .containsExactly("harb", "our");
  }

  @Test
  void omittedTextIsReplacedByDots() {
    double width = textLayout.width("a quiet harbour");

    var lines = textLayout.wrap("a quiet harbour ".repeat(2000), width, 2);

    assertThat(lines).hasSize(2).last().asString().startsWith("a quiet").endsWith("...");
    assertThat(lines).allSatisfy(l -> assertThat(textLayout.width(l)).isLessThanOrEqualTo(width));
  }

  @Test
  void anEmptyTextHasNoLine() {
    assertThat(textLayout.wrap(" \n\t", 100, 4)).isEmpty();
  }

  @Test
  void anAccentIsDrawnAboveItsBaseCharacter() {
    assertThat(textLayout.width("é")).isEqualTo(textLayout.width("e"));
    assertThat(top("é")).isLessThan(top("e"));
    assertThat(top("É")).isLessThan(top("é"));
  }

  @Test
  void everyAsciiCharacterHasItsOwnStrokes() {
    var box = StrokeFont.glyph(0x4E00);

    for (char sign = ' '; sign <= '~'; sign++) {
      assertThat(StrokeFont.glyph(sign)).as("%c", sign).isNotEqualTo(box);
    }
  }

  @Test
  void invisibleCharactersHaveNoWidth() {
    assertThat(textLayout.width("a\u200Db\uFE0F")).isEqualTo(textLayout.width("ab"));
  }

  private double top(String text) {
    return textLayout.line(text, 0, 0).getBounds2D().getMinY();
  }
}
