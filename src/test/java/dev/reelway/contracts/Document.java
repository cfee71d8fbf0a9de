package dev.reelway.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** An OpenAPI 3.0 document: its paths and operations, with references followed. */
final class Document {

  private static final Pattern TEMPLATE = Pattern.compile("\\{([^}]+)}");
  private static final List<String> METHODS = List.of("get", "head", "post", "put", "delete");

  private final JsonNode root;
  private final List<Path> paths = new ArrayList<>();

  /** A path of the document and how to recognise it. */
  record Path(String template, Pattern pattern, JsonNode item) {

    List<String> names() {
      return TEMPLATE.matcher(template).results().map(found -> found.group(1)).toList();
    }
  }

  /** An operation, and the path that a call of it had. */
  record Operation(Path path, JsonNode node, Matcher found) {

    String id() {
      return node.path("operationId").asText();
    }

    String fromPath(String name) {
      return found.group(path.names().indexOf(name) + 1);
    }
  }

  Document(String yaml) {
    this.root = new ObjectMapper().valueToTree(new Yaml().load(yaml));
    var base = URI.create(root.at("/servers/0/url").asText()).getPath().replaceFirst("/$", "");
    root.path("paths")
        .properties()
        .forEach(one -> paths.add(path(base, one.getKey(), one.getValue())));
    paths.sort(Comparator.comparingInt(path -> path.names().size()));
  }

  private static Path path(String base, String template, JsonNode item) {
    var regex = TEMPLATE.matcher(Pattern.quote(base + template)).replaceAll("\\\\E([^/]+)\\\\Q");
    return new Path(template, Pattern.compile(regex), item);
  }

  /** All operations, by their ids. */
  Stream<String> operations() {
    return paths.stream()
        .flatMap(path -> METHODS.stream().map(path.item()::path))
        .filter(JsonNode::isObject)
        .map(operation -> operation.path("operationId").asText());
  }

  boolean knows(String path) {
    return paths.stream().anyMatch(one -> one.pattern().matcher(path).matches());
  }

  Optional<Operation> operation(String method, String path) {
    return paths.stream()
        .map(one -> new Operation(one, one.item().path(lower(method)), one.pattern().matcher(path)))
        .filter(one -> one.found().matches())
        .findFirst()
        .filter(one -> one.node().isObject());
  }

  private static String lower(String method) {
    return method.toLowerCase(Locale.ROOT);
  }

  /** The parameters of an operation, those of its path among them. */
  List<JsonNode> parameters(Operation operation, String in) {
    return Stream.of(operation.path().item(), operation.node())
        .flatMap(node -> StreamSupport.stream(node.path("parameters").spliterator(), false))
        .map(this::meant)
        .filter(one -> one.path("in").asText().equals(in))
        .toList();
  }

  /** Whether an operation asks for a licence; each says so, or the document does for all. */
  boolean asksForALicence(Operation operation) {
    var own = operation.node().path("security");
    return !(own.isMissingNode() ? root.path("security") : own).isEmpty();
  }

  /** What a node is or refers to. */
  JsonNode meant(JsonNode node) {
    return node.has("$ref") ? meant(root.at(node.path("$ref").asText().substring(1))) : node;
  }

  /** The component schemas, as they stand. */
  JsonNode schemas() {
    return root.at("/components/schemas");
  }
}
