package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of errors names each code that the code can answer, and no other. */
class ErrorPageTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (?:\\d{3}(?:, \\d{3})* \\| )?`([a-z_]+)` \\|");

  @Test
  void everyCodeOfTheCodeIsOnThePage() throws IOException {
    var codes = ErrorCodes.ofTheCode();

    assertThat(codes).contains("invalid_value", "model_switched_off", "unusable_answer");
    assertThat(onThePage()).isEqualTo(codes);
  }

  private static Set<String> onThePage() {
    return ROW.matcher(Page.named("errors.md").text())
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
