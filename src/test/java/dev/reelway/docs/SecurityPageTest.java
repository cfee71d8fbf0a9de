package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page on security calls a proof is one: a test of that name is there. */
class SecurityPageTest {

  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Contract))(?:#(\\w+))?`");
  private static final Pattern ADVISORY = Pattern.compile("CVE-\\d{4}-\\d{4,6}");

  private final String page = Page.named("security.md").text();

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    var missing = new TreeSet<String>();
    var tests = tests();
    for (var named : TEST.matcher(page).results().toList()) {
      var file = tests.get(named.group(1));
      var method = named.group(2);
      boolean there =
          file != null
              && (method == null || Files.readString(file).contains("void " + method + "("));
      if (!there) {
        missing.add(named.group());
      }
    }
    assertThat(TEST.matcher(page).results().count()).isGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  private static Map<String, Path> tests() throws IOException {
    try (var files = Files.walk(Path.of("src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  (one, other) -> one));
    }
  }

  @Test
  void theListOfAdvisoriesHasADate() {
    assertThat(page).containsPattern("As of \\d{4}-\\d{2}-\\d{2}");
    assertThat(ADVISORY.matcher(page).results().map(found -> found.group()).distinct().count())
        .isGreaterThan(20);
  }
}
