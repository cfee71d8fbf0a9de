package dev.reelway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetteringTest {

  private final Lettering lettering = new Lettering(14);

  @Test
  void linesBreakBetweenWords() {
    double width = lettering.width("quiet harbour");

    assertThat(lettering.wrap("a quiet\n\n harbour  at dusk", width, 4))
        .containsExactly("a quiet", "harbour at", "dusk");
  }

  @Test
  void aTextThatFitsExactlyStaysOnItsLine() {
    assertThat(lettering.wrap("harbour", lettering.width("harbour"), 1)).containsExactly("harbour");
  }

  @Test
  void aWordThatIsTooLongBreaksWithinItself() {
    assertThat(lettering.wrap("harbour", lettering.width("harb"), 4))
        .containsExactly("harb", "our");
  }

  @Test
  void omittedTextIsReplacedByDots() {
    double width = lettering.width("a quiet harbour");

    var lines = lettering.wrap("a quiet harbour ".repeat(2000), width, 2);

    assertThat(lines).hasSize(2).last().asString().startsWith("a quiet").endsWith("...");
    assertThat(lines).allSatisfy(l -> assertThat(lettering.width(l)).isLessThanOrEqualTo(width));
  }

  @Test
  void anEmptyTextHasNoLine() {
    assertThat(lettering.wrap(" \n\t", 100, 4)).isEmpty();
  }

  @Test
  void anAccentIsDrawnAboveItsBaseCharacter() {
    assertThat(lettering.width("é")).isEqualTo(lettering.width("e"));
    assertThat(top("é")).isLessThan(top("e"));
    assertThat(top("É")).isLessThan(top("é"));
  }

  @Test
  void everyAsciiCharacterHasItsOwnStrokes() {
    var box = Alphabet.glyph(0x4E00);

    for (char sign = ' '; sign <= '~'; sign++) {
      assertThat(Alphabet.glyph(sign)).as("%c", sign).isNotEqualTo(box);
    }
  }

  @Test
  void invisibleCharactersHaveNoWidth() {
    assertThat(lettering.width("a\u200Db\uFE0F")).isEqualTo(lettering.width("ab"));
  }

  private double top(String text) {
    return lettering.line(text, 0, 0).getBounds2D().getMinY();
  }
}
