package dev.reelway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadTextsTest {

  private final ReadTexts<String> texts = new ReadTexts<>();
  private final List<String> read = new ArrayList<>();

  @Test
  void aTextThatComesAgainIsReadOnce() {
    assertThat(reading("a fox")).isEqualTo("A FOX");
    assertThat(reading(new String("a fox".toCharArray()))).isEqualTo("A FOX");

    assertThat(read).containsExactly("a fox");
  }

  @Test
  void textsOfTheSameHashAreToldApart() {
    assertThat(List.of("Aa", "BB", "Aa").stream().map(this::reading))
        .containsExactly("AA", "BB", "AA");
  }

  @Test
  void moreTextsThanAreKeptAreAllReadAsTheyAre() {
    var all = IntStream.range(0, 5_000).mapToObj(n -> "text " + n).toList();

    for (int round = 0; round < 2; round++) {
      assertThat(all).allSatisfy(text -> assertThat(reading(text)).isEqualTo(upper(text)));
    }
  }

  @Test
  void aLongTextIsNotKept() {
    var text = "x".repeat(4_097);

    reading(text);
    reading(text);

    assertThat(read).hasSize(2);
  }

  @Test
  void aTextThatCannotBeReadThrowsEachTime() {
    for (int times = 0; times < 2; times++) {
      assertThatThrownBy(() -> texts.read("{", text -> Integer.toString(Integer.parseInt(text))))
          .isInstanceOf(NumberFormatException.class);
    }
  }

  private String reading(String text) {
    return texts.read(
        text,
        one -> {
          read.add(one);
          return upper(one);
        });
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
