package dev.reelway.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/**
 * Schemas of OpenAPI 3.0, which are not quite JSON schemas: {@code nullable} becomes a choice of
 * null, and what only readers need is left out. What generators cannot read, {@code x-any-of},
 * counts as {@code anyOf}.
 */
final class Schemas {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String COMPONENTS = "#/components/schemas/";
  private static final Set<String> FOR_READERS =
      Set.of("nullable", "example", "default", "description", "format", "deprecated");

  private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final ObjectNode definitions = JSON.objectNode();
  private final Map<JsonNode, JsonSchema> known = new ConcurrentHashMap<>();

  Schemas(JsonNode components) {
    components.properties().forEach(one -> definitions.set(one.getKey(), plain(one.getValue())));
  }

  /** What is wrong with a value, a sentence each. */
  List<String> breaches(JsonNode schema, JsonNode value) {
    return compiled(schema).validate(value).stream().map(ValidationMessage::getMessage).toList();
  }

  /**
   * A text as its schema reads it: itself where it may be, or else the number or flag it spells.
   */
  JsonNode read(JsonNode schema, String text) {
    var itself = TextNode.valueOf(text);
    return breaches(schema, itself).isEmpty() ? itself : spelled(text);
  }

  private static JsonNode spelled(String text) {
    if (text.matches("-?\\d{1,18}")) {
      return LongNode.valueOf(Long.parseLong(text));
    }
    return text.matches("(?i)true|false")
        ? BooleanNode.valueOf(Boolean.parseBoolean(text))
        : TextNode.valueOf(text);
  }

  private JsonSchema compiled(JsonNode schema) {
    return known.computeIfAbsent(
        schema,
        one -> {
          var whole = (ObjectNode) plain(one);
          whole.set("$defs", definitions);
          return factory.getSchema(whole);
        });
  }

  private static JsonNode plain(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    var plain = JSON.objectNode();
    schema.properties().forEach(one -> put(plain, one.getKey(), one.getValue()));
    return schema.path("nullable").asBoolean() ? orNull(plain) : plain;
  }

  private static void put(ObjectNode plain, String keyword, JsonNode value) {
    if (keyword.equals("x-any-of")) {
      plain.set("anyOf", all(value));
    } else if (!FOR_READERS.contains(keyword) && !keyword.startsWith("x-")) {
      plain.set(
          keyword,
          switch (keyword) {
            case "$ref" -> TextNode.valueOf(value.asText().replace(COMPONENTS, "#/$defs/"));
            case "properties" -> each(value);
            case "items", "additionalProperties", "not" -> plain(value);
            case "allOf", "anyOf", "oneOf" -> all(value);
            default -> value;
          });
    }
  }

  private static ObjectNode each(JsonNode properties) {
    var plain = JSON.objectNode();
    properties.properties().forEach(one -> plain.set(one.getKey(), plain(one.getValue())));
    return plain;
  }

  private static ArrayNode all(JsonNode schemas) {
    var plain = StreamSupport.stream(schemas.spliterator(), false).map(Schemas::plain).toList();
    return JSON.arrayNode().addAll(plain);
  }

  private static ObjectNode orNull(ObjectNode schema) {
    var choice = JSON.objectNode();
    choice.putArray("anyOf").add(JSON.objectNode().put("type", "null")).add(schema);
    return choice;
  }
}
