package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The description itself: whole, told in sentences, and with examples that are true. */
class DocumentTest {

  private static final Path FILE = Path.of("src/main/resources/api/openapi.yaml");

  private final JsonNode root;
  private final Schemas schemas;

  DocumentTest() throws IOException {
    root = new ObjectMapper().valueToTree(new Yaml().load(Files.readString(FILE)));
    schemas = new Schemas(root.at("/components/schemas"));
  }

  @Test
  void theServerIsFilledInAtOnePlace() throws IOException {
    assertThat(Files.readString(FILE)).containsOnlyOnce("url: BASE").containsOnlyOnce("BASE");
  }

  @Test
  void everyReferenceLeadsToSomething() {
    assertThat(all(root).filter(one -> one.path("$ref").isTextual()))
        .isNotEmpty()
        .allMatch(one -> root.at(one.path("$ref").asText().substring(1)).isObject());
  }

  @Test
  void everyComponentIsUsed() {
    var used = all(root).map(one -> one.path("$ref").asText()).distinct().toList();

    assertThat(Stream.of("parameters", "headers", "responses", "schemas"))
        .flatMap(
            kind ->
                root.path("components").path(kind).properties().stream()
                    .map(one -> "#/components/" + kind + "/" + one.getKey())
                    .toList())
        .isSubsetOf(used);
  }

  @Test
  void everyOperationIsDescribedInOneSentence() {
    assertThat(operations())
        .isNotEmpty()
        .allMatch(one -> one.path("summary").asText().matches("[A-Z][^.]*\\."))
        .allMatch(one -> one.path("responses").has("500"));
    assertThat(operations().map(one -> one.path("operationId").asText())).doesNotHaveDuplicates();
  }

  @Test
  void everyAnswerNamesItsCall() {
    var answers =
        Stream.concat(
            operations().flatMap(one -> stream(one.path("responses"))),
            stream(root.at("/components/responses")));

    assertThat(answers.filter(one -> !one.has("$ref")))
        .isNotEmpty()
        .allMatch(one -> one.path("headers").has("x-request-id"));
  }

  @Test
  void everyExampleInJsonFitsItsSchema() {
    var media =
        all(root)
            .map(one -> one.path("content").path("application/json"))
            .filter(one -> one.has("example") || one.has("examples"))
            .toList();

    assertThat(media).hasSizeGreaterThan(10);
    assertThat(media)
        .flatMap(
            one ->
                Stream.concat(
                        Stream.of(one.path("example")),
                        stream(one.path("examples")).map(each -> each.path("value")))
                    .filter(value -> !value.isMissingNode())
                    .flatMap(value -> schemas.breaches(one.path("schema"), value).stream())
                    .toList())
        .isEmpty();
  }

  private Stream<JsonNode> operations() {
    return stream(root.path("paths"))
        .flatMap(DocumentTest::stream)
        .filter(one -> one.has("responses"));
  }

  private static Stream<JsonNode> stream(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }

  private static Stream<JsonNode> all(JsonNode node) {
    return Stream.concat(Stream.of(node), stream(node).flatMap(DocumentTest::all));
  }
}
