package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.docs.Page.Snippet;
import dev.reelway.order.Models;
import dev.reelway.upstream.CapabilitySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.yaml.snakeyaml.Yaml;

/** The configurations of the pages, and the page about them, say what the code does. */
class ConfigurePageTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PAGE = Page.named("configure.md").text();
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("\\[sandbox:[^\\]\\\\]+]");

  /** The public name alone says what a model makes. */
  @Test
  void aModelOfImagesHasANameThatSaysSo() {
    var models =
        Page.all().stream()
            .flatMap(page -> page.snippets().stream())
            .filter(Snippet::isConfiguration)
            .map(one -> JSON.<JsonNode>valueToTree(new Yaml().load(one.text())))
            .flatMap(one -> one.at("/reelway/models").properties().stream())
            .filter(model -> model.getValue().isArray())
            .toList();

    assertThat(models).hasSizeGreaterThan(10);
    assertThat(models)
        .filteredOn(model -> isOfImages(model.getValue()))
        .hasSizeGreaterThan(1)
        .allMatch(model -> Models.generatesImages(model.getKey()), "is a model of images");
  }

  @Test
  void theTableOfWhatAnEngineCanMakeHasEachKey() {
    var keys =
        Stream.of(CapabilitySettings.class.getRecordComponents())
            .map(one -> DataObjectPropertyName.toDashedForm(one.getName()));

    assertThat(firstCells("| key of `can` |")).containsExactlyInAnyOrderElementsOf(keys.toList());
  }

  @Test
  void theTableOfTheSandboxHasEachWord() throws IOException {
    var source = Path.of("src/main/java/dev/reelway/sandbox/SimulatedFailures.java");
    var javadoc = Files.readString(source).split("\\*/")[0];
    var words = WORD.matcher(javadoc).results().map(MatchResult::group).toList();

    assertThat(words).hasSizeGreaterThan(5);
    assertThat(firstCells("| word |")).containsExactlyInAnyOrderElementsOf(words);
  }

  /** What is quoted in the first cells of the rows below this head. */
  private static List<String> firstCells(String head) {
    return PAGE.substring(PAGE.indexOf(head))
        .lines()
        .skip(2)
        .takeWhile(row -> row.startsWith("|"))
        .flatMap(row -> NAME.matcher(row.split("\\|")[1]).results())
        .map(name -> name.group(1))
        .toList();
  }

  @Test
  void theDialectsThatUseCallbacksAreNamed() throws IOException {
    var names = callingDialects();
    var settings = Files.readString(Path.of("application.yaml"));
    var quoted = names.stream().map("`%s`"::formatted).toList();
    int last = quoted.size() - 1;

    assertThat(names).hasSizeGreaterThan(3);
    assertThat(settings).contains("when a render changes (%s)".formatted(String.join(", ", names)));
    assertThat(PAGE)
        .contains(
            " %s and %s use it."
                .formatted(String.join(", ", quoted.subList(0, last)), quoted.get(last)));
  }

  private static List<String> callingDialects() throws IOException {
    try (var files = Files.list(Path.of("routes/upstreams"))) {
      return files
          .sorted()
          .filter(ConfigurePageTest::usesCallbacks)
          .map(Path::getFileName)
          .map(name -> name.toString().replace(".camel.yaml", ""))
          .toList();
    }
  }

  private static boolean usesCallbacks(Path dialect) {
    try {
      return Files.readString(dialect).contains(".callback");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By what the engines call them, and by their prices. */
  private static boolean isOfImages(JsonNode targets) {
    return StreamSupport.stream(targets.spliterator(), false)
        .anyMatch(
            target ->
                target.path("model").asText().matches(".*image(?!-to-).*")
                    || target.path("price").has("image")
                    || target.path("price").has("images"));
  }
}
