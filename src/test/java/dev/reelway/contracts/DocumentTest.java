package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The description itself: whole, told in sentences, and with examples that are true. */
class DocumentTest {

  private static final Path FILE = Path.of("src/main/resources/api/openapi.yaml");

  private final JsonNode root;
  private final Schemas schemas;

  DocumentTest() throws IOException {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    root = new ObjectMapper().valueToTree(new Yaml(options).load(Files.readString(FILE)));
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
  void everyExampleFitsItsSchema() {
    var media =
        all(root)
            .flatMap(one -> stream(one.path("content")))
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

  // What generators make unusable clients of.

  @Test
  void aPropertyThatMayBeLeftOutHasNoDefaultOfItsOwn() {
    var properties = all(root).flatMap(one -> stream(one.path("properties"))).toList();

    assertThat(properties).hasSizeGreaterThan(100).noneMatch(one -> one.has("default"));
  }

  @Test
  void aChoiceOfSchemasHasNoDefault() {
    assertThat(all(root).filter(one -> one.has("anyOf") || one.has("oneOf") || one.has("allOf")))
        .isNotEmpty()
        .noneMatch(one -> one.has("default"));
  }

  @Test
  void noChoiceHasAnArray() {
    assertThat(all(root).flatMap(one -> stream(one.path("anyOf"))))
        .isNotEmpty()
        .noneMatch(
            one ->
                one.path("type").asText().equals("array")
                    || one.has("required") && !one.has("type"));
  }

  /** Generated classes ignore which properties are required, so several of them match. */
  @Test
  void anArrayHasItemsOfOneKind() {
    assertThat(all(root).map(one -> one.path("items")).filter(JsonNode::isObject))
        .isNotEmpty()
        .noneMatch(one -> one.has("oneOf"));
  }

  @Test
  void neitherAFieldOfAFormNorAParameterHasNamesOfTheCallers() {
    var forms = operations().map(one -> one.at("/requestBody/content").path("multipart/form-data"));
    var fields =
        forms
            .filter(one -> !one.isMissingNode())
            .map(one -> resolved(one.path("schema")))
            .filter(form -> stream(form.path("properties")).anyMatch(this::isFile))
            .flatMap(form -> stream(form.path("properties")));
    var parameters = all(root).filter(one -> one.has("in")).map(one -> one.path("schema"));

    assertThat(Stream.concat(fields, parameters).map(this::resolved))
        .hasSizeGreaterThan(50)
        .noneMatch(one -> one.has("additionalProperties") && !one.has("properties"));
  }

  private boolean isFile(JsonNode field) {
    var one = resolved(field);
    return (one.has("items") ? resolved(one.path("items")) : one)
        .path("format")
        .asText()
        .equals("binary");
  }

  private JsonNode resolved(JsonNode schema) {
    var ref = schema.path("$ref").asText();
    return ref.isEmpty() ? schema : resolved(root.at(ref.substring(1)));
  }

  @Test
  void noEnumHasNull() {
    assertThat(all(root).map(one -> one.path("enum")).filter(JsonNode::isArray))
        .isNotEmpty()
        .allMatch(values -> stream(values).noneMatch(JsonNode::isNull));
  }

  @Test
  void namesOfPropertiesDifferInMoreThanSigns() {
    assertThat(all(root).map(one -> one.path("properties")).filter(one -> !one.isEmpty()))
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(one.properties().stream().map(each -> bare(each.getKey())))
                    .doesNotHaveDuplicates());
  }

  private static String bare(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
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
