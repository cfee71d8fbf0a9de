package dev.reelway.order;

import static dev.reelway.order.Asking.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromptTest {

  @ParameterizedTest
  @MethodSource
  void aTextOfOneTo32000CharactersIsTakenAsItIs(String prompt) {
    assertThat(Prompt.of(Parameters.of("prompt", prompt))).isEqualTo(prompt);
  }

  static List<String> aTextOfOneTo32000CharactersIsTakenAsItIs() {
    return List.of(
        "x",
        " a cat ",
        "x".repeat(32_000),
        "🎬".repeat(32_000),
        "👨‍👩‍👧‍👦 on a roof",
        "${env:HOME} {{env:SECRET}} #{7*7} ${jndi:ldap://x} {{bean:x}} file:/etc/passwd",
        "=cmd|' /C calc'!A0\r\n\u001b[31m\u2028data: [DONE]\n\n<script>");
  }

  @ParameterizedTest
  @MethodSource
  void anythingElseIsRefused(String prompt, String why) {
    var refusal = refusal(() -> Prompt.of(Parameters.of("prompt", prompt)));

    assertThat(refusal.param()).isEqualTo("prompt");
    assertThat(refusal.sentence()).contains(why);
  }

  static List<Object[]> anythingElseIsRefused() {
    return List.of(
        new Object[] {"", "is required"},
        new Object[] {" \t\r\n\u2003", "is required"},
        new Object[] {"x".repeat(32_001), "too long"},
        new Object[] {"🎬".repeat(32_001), "too long"},
        new Object[] {"a\0cat", "U+0000"},
        new Object[] {"a cat \ud83c", "lone surrogates"},
        new Object[] {"\udfac a cat", "lone surrogates"},
        new Object[] {"\udfac\ud83c", "lone surrogates"});
  }

  @Test
  void noPromptAtAllIsRefused() {
    assertThat(refusal(() -> Prompt.of(Parameters.NONE)).sentence())
        .isEqualTo("prompt is required: it must be a string of 1 to 32000 characters");
  }

  @Test
  void noSentenceRepeatsThePrompt() {
    var refusal = refusal(() -> Prompt.of(Parameters.of("prompt", "my secret\0")));

    assertThat(refusal.sentence()).doesNotContain("secret");
  }
}
