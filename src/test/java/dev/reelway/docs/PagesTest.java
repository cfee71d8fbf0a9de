package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.BeanTypes;
import dev.reelway.docs.Page.Snippet;
import dev.reelway.upstream.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** The pages for people: every fence says what holds it true, and every link leads somewhere. */
class PagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_GLOSSARY = 40;
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9.]+)`");
  private static final Pattern CALL = Pattern.compile("ref: (\\w+)[,\\n]\\s*method: \"?(\\w+)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

  /** What the pages of a running service lead to. */
  private static final String ELSEWHERE = "https?://.*";

  /** What a golden case may say. */
  private static final Set<String> CASE =
      Set.of(
          "case",
          "verb",
          "key",
          "path",
          "task",
          "link",
          "after",
          "body",
          "headers",
          "request",
          "answer",
          "report",
          "page",
          "video",
          "tasks",
          "next",
          "failure",
          "underway",
          "each");

  @Test
  void everyFenceIsMarked() {
    assertThat(snippets().filter(one -> one.mark() == null)).isEmpty();
    assertThat(snippets().filter(Snippet::isRun)).hasSizeGreaterThan(15);
  }

  /**
   * What is marked as run is run by these: {@code PageCommandsTest} and {@code AddAnUpstreamTest}.
   */
  @Test
  void everythingThatIsMarkedRunIsRunByATest() {
    assertThat(snippets().filter(Snippet::isRun))
        .allMatch(
            one ->
                one.about().matches("shell|data/inbox/[\\w.]+")
                    || one.page().getFileName().toString().startsWith("add-a")
                        && one.about().matches("(config/)?application\\.yaml|routes/.*"),
            "is run by a test");
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    var dead = new ArrayList<String>();
    for (var page : Page.all()) {
      LINK.matcher(page.prose())
          .results()
          .map(found -> found.group(1))
          .filter(link -> !link.matches(ELSEWHERE) && !isThere(page, link))
          .forEach(link -> dead.add(page.path() + ": " + link));
    }
    assertThat(dead).isEmpty();
  }

  private static boolean isThere(Page page, String link) {
    var parts = link.split("#", 2);
    var file = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /** As code hosts make them of headings. */
  private static List<String> anchors(Path file) {
    return HEADING
        .matcher(Page.of(file.toString()).prose())
        .results()
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyPageIsLinkedFromReadme() throws IOException {
    var readme = Page.of("README.md").text();
    try (var files = Files.list(Page.FOLDER)) {
      assertThat(files.map(file -> "(src/docs/" + file.getFileName() + ")"))
          .allMatch(readme::contains);
    }
  }

  @Test
  void everyFolderOfRoutesAndEveryPackageIsExplained() throws IOException {
    var page = Page.named("how-it-works.md").text();

    assertThat(named(page, "| folder of routes |"))
        .containsExactlyInAnyOrderElementsOf(below(Path.of("routes"), ".camel.yaml"));
    assertThat(named(page, "| package of `dev.reelway` |"))
        .containsExactlyInAnyOrderElementsOf(below(Path.of("src/main/java/dev/reelway"), ".java"));
  }

  /** The names in the first cells of a table. */
  private static List<String> named(String page, String head) {
    return page.substring(page.indexOf(head))
        .lines()
        .skip(2)
        .takeWhile(row -> row.startsWith("|"))
        .flatMap(row -> NAME.matcher(row.split("\\|")[1]).results())
        .map(name -> name.group(1))
        .toList();
  }

  /** The folders that hold such files themselves, with dots between their names. */
  private static List<String> below(Path root, String ending) throws IOException {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .map(file -> root.relativize(file.resolveSibling("")).toString())
          .filter(folder -> !folder.isEmpty())
          .map(folder -> folder.replace(File.separatorChar, '.'))
          .distinct()
          .toList();
    }
  }

  @Test
  void theGlossaryIsShort() {
    assertThat(Page.named("glossary.md").text().lines().count())
        .isLessThanOrEqualTo(LONGEST_GLOSSARY);
  }

  @Test
  void theChineseReadmeHasTheCodeAndTheLinksOfTheEnglishOne() {
    var english = Page.of("README.md");
    var chinese = Page.of("README.zh-CN.md");

    assertThat(contents(chinese)).isEqualTo(contents(english));
    assertThat(links(chinese)).isEqualTo(links(english));
  }

  private static List<String> contents(Page page) {
    return page.snippets().stream()
        .map(one -> one.mark() + " " + one.about() + " " + one.language() + "\n" + one.text())
        .toList();
  }

  /** Each of them leads to the other one, too. */
  private static List<String> links(Page page) {
    return LINK.matcher(page.prose())
        .results()
        .map(found -> found.group(1))
        .filter(link -> !link.startsWith("README"))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> whatIsWrittenInALanguageCanBeRead() {
    return snippets()
        .filter(one -> Set.of("yaml", "json", "jsonl").contains(one.language()))
        .map(one -> dynamicTest(one.toString(), () -> read(one)));
  }

  private static void read(Snippet one) throws IOException {
    switch (one.language()) {
      case "yaml" -> assertThat(new Yaml().<Object>load(one.text())).isNotNull();
      case "json" -> assertThat(JSON.readTree(one.text()).isObject()).isTrue();
      default -> {
        for (var line : one.text().lines().toList()) {
          assertThat(JSON.readTree(line).isObject()).as(line).isTrue();
        }
      }
    }
  }

  @Test
  void aPartOfAFileStandsInIt() throws IOException {
    var parts = snippets().filter(one -> one.about().endsWith(", a part")).toList();

    assertThat(parts).isNotEmpty();
    for (var part : parts) {
      var file = Path.of(part.about().replace(", a part", ""));
      assertThat(undescribed(Files.readString(file))).contains(undescribed(part.text()));
    }
  }

  /** Inline code too: a rename must not leave a page behind. */
  @Test
  void everyBeanThatAPageCallsHasTheMethod() throws IOException {
    var called = new TreeSet<String>();
    for (var page : Page.all()) {
      CALL.matcher(page.text())
          .results()
          .forEach(call -> called.add(call.group(1) + "." + call.group(2)));
    }

    assertThat(called).hasSizeGreaterThan(3).allMatch(PagesTest::isThere);
  }

  private static boolean isThere(String call) {
    var bean = call.substring(0, call.indexOf('.'));
    return BeanTypes.of(bean).stream()
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .anyMatch(method -> call.equals(bean + "." + method.getName()));
  }

  private static String undescribed(String routes) {
    return routes.replaceAll("(?m)^    description: .*\n", "");
  }

  @Test
  void aGoldenCaseSaysWhatGoldenCasesSay() throws IOException {
    for (var snippet : snippets().filter(one -> one.about().equals("golden")).toList()) {
      Map<String, Object> said = new Yaml().load(snippet.text());

      assertThat(CASE).containsAll(said.keySet());
      var report = JSON.convertValue(said.get("report"), Report.class);
      assertThat(report.verdict()).isNotNull();
    }
  }

  private static Stream<Snippet> snippets() {
    return Page.all().stream().flatMap(page -> page.snippets().stream());
  }
}
