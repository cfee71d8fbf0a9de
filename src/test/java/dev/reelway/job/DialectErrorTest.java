package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a dialect's author reads. */
class DialectErrorTest {

  @Test
  void itIsTheFirstCausesWordsOnOneLine() {
    var first = new IllegalArgumentException("no such\n function: fo\u001bo/0");

    assertThat(DialectError.in(new IllegalStateException("a route", first), "a fox"))
        .isEqualTo("IllegalArgumentException: no such function: fo o/0");
  }

  @Test
  void itHoldsNothingOfThePrompt() {
    var prompt = "a fox in the snow at night";
    var whole = new IllegalArgumentException("string (\"" + prompt + "\") cannot be parsed");
    var part =
        new IllegalArgumentException("string (\"a fox in th...\") and \"size\" cannot be added");

    assertThat(DialectError.in(whole, prompt)).doesNotContain("fox");
    assertThat(DialectError.in(part, prompt))
        .isEqualTo("IllegalArgumentException: string (\"…\") and \"size\" cannot be added");
  }

  @Test
  void itIsShort() {
    assertThat(DialectError.in(new IllegalStateException("x".repeat(5_000)), "a fox"))
        .hasSizeLessThan(400);
  }
}
