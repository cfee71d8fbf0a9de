package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of the pages' files without a browser. */
class PageSourceTest {

  private static final Path FOLDER = Path.of("src/main/resources/page");

  static List<Path> scripts() throws IOException {
    return files(".js");
  }

  private static List<Path> files(String ending) throws IOException {
    try (var all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void textNeverBecomesMarkup(Path script) throws IOException {
    assertThat(Files.readString(script))
        .doesNotContain("innerHTML", "outerHTML", "dangerouslySet", "insertAdjacentHTML")
        .doesNotContain("document.write", "eval(", "new Function", "javascript:");
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void modulesNameFilesOfThisFolder(Path script) throws IOException {
    assertThat(found(script, "from \"(\\./[^\"]+)\""))
        .allSatisfy(
            name ->
                assertThat(name)
                    .satisfiesAnyOf(
                        one -> assertThat(one).isEqualTo("./preact.js"),
                        one -> assertThat(FOLDER.resolve(one)).exists()));
  }

  /**
   * A browser learns of all modules that the page begins with from the page, not of one after the
   * other.
   */
  @ParameterizedTest
  @ValueSource(strings = {"index.html", "admin.html"})
  void aPagePreloadsAllItsModules(String page) throws IOException {
    var text = Files.readString(FOLDER.resolve(page));
    var start = find(text, "<script type=\"module\" src=\"PAGE/([^\"]+)\"").getFirst();
    var needed = new TreeSet<String>();
    modules(start, needed);
    needed.remove(start);

    assertThat(find(text, "modulepreload\" href=\"PAGE/([^\"]+)\""))
        .containsExactlyInAnyOrderElementsOf(needed);
  }

  private static void modules(String name, TreeSet<String> all) throws IOException {
    if (all.add(name) && !name.equals("preact.js")) {
      for (var other : found(FOLDER.resolve(name), "(?:from|import) \"\\./([^\"]+)\"")) {
        modules(other, all);
      }
    }
  }

  @Test
  void allWordsAreThereInBothLanguages() throws IOException {
    for (var script : scripts()) {
      var text = Files.readString(script);
      if (text.contains("  zh: {")) {
        var english = words(text.substring(text.indexOf("  en: {"), text.indexOf("  zh: {")));
        var chinese =
            words(
                text.substring(
                    text.indexOf("  zh: {"), text.indexOf("\n  },", text.indexOf("  zh: {"))));
        assertThat(chinese.keySet()).as(script.toString()).isEqualTo(english.keySet());
        english.forEach(
            (key, sentence) ->
                assertThat(places(chinese.getOrDefault(key, "")))
                    .as(key)
                    .isEqualTo(places(sentence)));
      }
    }
  }

  @Test
  void everyWordThatIsShownIsKnown() throws IOException {
    var all = new StringBuilder();
    for (var script : scripts()) {
      all.append(Files.readString(script));
    }
    var known = words(all.toString()).keySet();

    assertThat(find(all.toString(), "\\bt\\(\"([^\"]+)\"")).isSubsetOf(known);
  }

  @Test
  void everyWordIsShownSomewhere() throws IOException {
    var code = new StringBuilder();
    var words = new TreeSet<String>();
    for (var script : scripts()) {
      var text = Files.readString(script);
      int from = text.indexOf("  en: {");
      int to = from < 0 ? -1 : text.indexOf("\n  },", text.indexOf("  zh: {"));
      code.append(from < 0 ? text : text.substring(to));
      if (from >= 0) {
        words.addAll(words(text.substring(from, to)).keySet());
      }
    }

    assertThat(words)
        .allMatch(
            word ->
                code.indexOf('"' + word + '"') >= 0
                    || code.indexOf("`" + word.split("\\.")[0] + ".$") >= 0);
  }

  @Test
  void firstPaintNeedsLessThan200Kilobytes() throws IOException {
    long sum = Files.size(FOLDER.resolve("index.html"));
    var named = new TreeSet<>(List.of("page.css", "inter.woff2", "chevron.svg", "reelway.svg"));
    modules("app.js", named);
    for (var name : named) {
      sum += name.equals("preact.js") ? 14_000 : Files.size(FOLDER.resolve(name));
    }

    assertThat(sum).isLessThan(200_000);
  }

  private static TreeMap<String, String> words(String text) {
    return Pattern.compile("[{,\\s](?:\"([\\w.]+)\"|(\\w+)): \"((?:[^\"\\\\]|\\\\.)*)\"")
        .matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1) != null ? found.group(1) : found.group(2),
                found -> found.group(3),
                (one, other) -> one,
                TreeMap::new));
  }

  private static TreeSet<String> places(String sentence) {
    return new TreeSet<>(find(sentence, "\\{(\\w+)}"));
  }

  private static List<String> found(Path script, String pattern) throws IOException {
    return find(Files.readString(script), pattern);
  }

  private static List<String> find(String text, String pattern) {
    Stream<MatchResult> all = Pattern.compile(pattern).matcher(text).results();
    return all.map(found -> found.group(1)).toList();
  }
}
