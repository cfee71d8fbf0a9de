package dev.reelway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.order.Capabilities;
import dev.reelway.order.IgnoredParameters;
import dev.reelway.order.Models;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.Suffix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** The page of the parameters and the OpenAPI document say what the table of parameters says. */
class ParametersPageTest {

  private static final Path DOCUMENT = Path.of("src/main/resources/api/openapi.yaml");
  private static final String PAGE = Page.of("src/docs/parameters.md").text();

  @ParameterizedTest
  @EnumSource
  void aRowOfThePageIsARowOfTheTable(OrderParameter one) {
    var mark = one.isConfigured() || one.isCounted() ? " ○" : "";
    var cells = PAGE.lines().filter(line -> line.startsWith("| `%s`".formatted(one.canonical())));

    assertThat(cells)
        .singleElement()
        .satisfies(
            row -> {
              var cell = row.split("\\|", -1);
              assertThat(cell[1].strip()).isEqualTo("`%s`%s".formatted(one.canonical(), mark));
              assertThat(cell[2].strip()).isEqualTo(orders(one));
              assertThat(cell[4].strip()).isEqualTo(quoted(one.aliases()));
              if (one.isConfigured() && one.isScalar()) {
                assertThat(cell[3]).contains(one.allowed());
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"sora_video, `sora_video…`", "sora-2, `sora-2`", "sora-2-pro, `sora-2-pro`"})
  void aRowOfTheRulesOfTheNamesHasTheirLengthsAndSizes(String name, String cell) {
    var rules = models(name).capabilities(name, List.of(Capabilities.ANY));
    var seconds = Objects.requireNonNull(rules.seconds()).stream().map(String::valueOf).toList();

    assertThat(PAGE.lines().filter(line -> line.matches("\\| `sora.*; default \\d+ .*")))
        .filteredOn(row -> row.split("\\|")[1].contains(cell))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row).contains("| " + listed(seconds) + "; default ");
              assertThat(row).contains("; default %d |".formatted(rules.defaultSeconds()));
              assertThat(row).contains("| " + listed(Objects.requireNonNull(rules.sizes())));
            });
  }

  private static Models models(String name) {
    return new Models(List.of(name), Map.of(), Clock.systemUTC());
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  @Test
  void thePageListsTheSuffixes() {
    var suffixes = Stream.of(Suffix.values()).map(one -> "-" + one.text()).toList();

    assertThat(PAGE).contains("`sora_video2-landscape-hd-15s`: %s.".formatted(quoted(suffixes)));
  }

  @Test
  void thePageListsWhatHasNoEffect() {
    assertThat(PAGE)
        .contains("in every order: " + quoted(sorted(IgnoredParameters.OF_ORDERS)))
        .contains("is written: " + quoted(sorted(IgnoredParameters.OF_CHAT)));
  }

  @ParameterizedTest
  @CsvSource({
    "VideoOrder, false",
    "VideoForm, false",
    "ImageOrder, true",
    "EditForm, true",
    "EditOrder, true"
  })
  void theDocumentHasAllParametersOfAnOrder(String schema, boolean image) throws IOException {
    assertThat(properties(schema)).containsAll(wanted(image, one -> true));
  }

  @Test
  void theDocumentHasAllParametersOfARemixAndOfChat() throws IOException {
    assertThat(properties("RemixOrder")).containsAll(wanted(false, one -> one.isScalar()));
    assertThat(properties("ChatOrder"))
        .containsAll(wanted(false, ParametersPageTest::isInChat))
        .containsAll(wanted(true, ParametersPageTest::isInChat))
        .contains("random_seed", "progress")
        .doesNotContainAnyElementsOf(IgnoredParameters.OF_CHAT);
  }

  /** A chat has no unfinished images, and its messages have the prompt. */
  private static boolean isInChat(OrderParameter one) {
    return one != OrderParameter.PROMPT
        && one != OrderParameter.PARTIAL_IMAGES
        && !IgnoredParameters.OF_CHAT.contains(one.canonical());
  }

  private static List<String> wanted(boolean image, Predicate<OrderParameter> which) {
    return OrderParameters.names(
        which
            .and(image ? OrderParameter::isForImages : OrderParameter::isForVideos)
            .and(one -> !image || one != OrderParameter.INPUT_REFERENCE));
  }

  private static List<String> properties(String schema) throws IOException {
    JsonNode root = new ObjectMapper().valueToTree(new Yaml().load(Files.readString(DOCUMENT)));
    return root.at("/components/schemas/%s/properties".formatted(schema)).properties().stream()
        .map(one -> one.getKey())
        .toList();
  }

  private static String orders(OrderParameter one) {
    if (one.isForFiles()) {
      return "prompt files, messages";
    }
    if (one.isForEdits()) {
      return "edits, extensions";
    }
    return one.isForVideos() && one.isForImages() ? "all" : one.isForVideos() ? "videos" : "images";
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static String quoted(List<String> names) {
    return String.join(", ", names.stream().map("`%s`"::formatted).toList());
  }
}
