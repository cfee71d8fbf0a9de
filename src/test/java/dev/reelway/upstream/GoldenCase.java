package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * One case of a golden file: a document of its YAML, laid over what {@code defaults.yaml} of the
 * dialect says for its verb. A case with {@code each} stands for many: wherever it says {@code
 * <each>}, each of these words is put in turn.
 *
 * @param name the fact that the case proves
 */
record GoldenCase(String name, Path file, JsonNode said) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFAULTS = "defaults.yaml";

  /** All cases of a dialect's folder. */
  static List<GoldenCase> of(Path dialect) {
    var defaults = documents(dialect.resolve(DEFAULTS)).getFirst();
    try (var files = Files.list(dialect)) {
      return files
          .filter(file -> !file.endsWith(DEFAULTS))
          .sorted()
          .flatMap(file -> of(file, defaults))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<GoldenCase> of(Path file, JsonNode defaults) {
    return documents(file).stream().flatMap(one -> expanded(file, one, defaults));
  }

  private static Stream<GoldenCase> expanded(Path file, JsonNode one, JsonNode defaults) {
    var whole = laidOver(defaults.path(one.path("verb").asText()), one);
    var name = one.path("case").asText();
    return one.has("each")
        ? elements(one.path("each"))
            .map(
                word ->
                    new GoldenCase(
                        name + ": " + word, file, replaced(whole, "<each>", word.asText())))
        : Stream.of(new GoldenCase(name, file, whole));
  }

  /** The same case with another text in a place that is only known when it runs. */
  GoldenCase with(String place, String text) {
    return new GoldenCase(name, file, replaced(said, place, text));
  }

  /** What the case says under this name; missing where it says nothing. */
  JsonNode at(String part) {
    return said.path(part);
  }

  String text(String part) {
    return said.path(part).asText();
  }

  /** The elements of a list, or the one thing that stands where a list could. */
  List<JsonNode> all(String part) {
    var some = said.path(part);
    return some.isMissingNode()
        ? List.of()
        : some.isArray() ? elements(some).toList() : List.of(some);
  }

  private static JsonNode laidOver(JsonNode lower, JsonNode upper) {
    if (!lower.isObject() || !upper.isObject()) {
      return upper;
    }
    ObjectNode both = lower.deepCopy();
    for (var said : upper.properties()) {
      both.set(said.getKey(), laidOver(lower.path(said.getKey()), said.getValue()));
    }
    return both;
  }

  private static JsonNode replaced(JsonNode node, String place, String text) {
    if (node.isTextual()) {
      return TextNode.valueOf(node.textValue().replace(place, text));
    }
    if (node instanceof ArrayNode list) {
      var all = JSON.createArrayNode();
      list.forEach(one -> all.add(replaced(one, place, text)));
      return all;
    }
    if (node instanceof ObjectNode object) {
      var all = JSON.createObjectNode();
      for (var one : object.properties()) {
        all.set(one.getKey().replace(place, text), replaced(one.getValue(), place, text));
      }
      return all;
    }
    return node;
  }

  private static List<JsonNode> documents(Path file) {
    try (var reader = Files.newBufferedReader(file)) {
      var all = new ArrayList<JsonNode>();
      new Yaml().loadAll(reader).forEach(one -> all.add(JSON.valueToTree(one)));
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
