package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * The slots of a template: wherever a text of the JSON has <code>{{prompt}}</code>, that value of
 * the order is put; <code>{{.seconds * 16 + 1}}</code> is a jq expression over the values. A slot
 * that is the whole text keeps the type of its value, and without a value its field is left out.
 */
final class Slots {

  private static final Pattern SLOT = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("\\w+");
  private static final Pattern READ = Pattern.compile("(?<![\\w)\\]\"'.])\\.([a-z_]\\w*)");

  /** A dot that no name follows: the value of all values. */
  private static final Pattern WHOLE = Pattern.compile("(?<![\\w)\\]\"'.?])\\.(?!\\w)");

  private static final Version VERSION = Versions.JQ_1_6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Slots() {}

  /** jq's own functions: they take long to load, and few models have templates. */
  private static final class Functions {

    static final Scope ALL = Scope.newEmptyScope();

    static {
      BuiltinFunctionLoader.getInstance().loadFunctions(VERSION, ALL);
    }
  }

  /** The template with the values in its slots; a null stands where a slot has no value. */
  static JsonNode filled(JsonNode template, ObjectNode values) throws JsonQueryException {
    if (template instanceof ObjectNode object) {
      var all = JSON.createObjectNode();
      for (var one : object.properties()) {
        var value = filled(one.getValue(), values);
        if (!value.isNull() || one.getValue().isNull()) {
          all.set(one.getKey(), value);
        }
      }
      return all;
    }
    if (template instanceof ArrayNode list) {
      var all = JSON.createArrayNode();
      for (var one : list) {
        var value = filled(one, values);
        if (!value.isNull() || one.isNull()) {
          all.add(value);
        }
      }
      return all;
    }
    return template.isTextual() ? filled(template.textValue(), values) : template;
  }

  private static JsonNode filled(String text, ObjectNode values) throws JsonQueryException {
    var slot = SLOT.matcher(text);
    if (slot.matches() && text.indexOf("{{", 2) < 0) {
      return value(slot.group(1), values);
    }
    var all = new StringBuilder();
    int end = 0;
    for (slot.reset(); slot.find(); end = slot.end()) {
      all.append(text, end, slot.start()).append(asText(value(slot.group(1), values)));
    }
    return TextNode.valueOf(all.append(text.substring(end)).toString());
  }

  private static String asText(JsonNode value) {
    return value.isNull() ? "" : value.isContainerNode() ? value.toString() : value.asText();
  }

  private static JsonNode value(String slot, ObjectNode values) throws JsonQueryException {
    var all = new ArrayList<JsonNode>();
    JsonQuery.compile(expression(slot), VERSION).apply(Functions.ALL, values, all::add);
    return all.isEmpty() ? NullNode.getInstance() : all.getFirst();
  }

  private static String expression(String slot) {
    var name = slot.strip();
    return NAME.matcher(name).matches() ? "." + name : name;
  }

  // Checked at the start.

  /** The names of the values that the slots read; all, if one of them reads the whole order. */
  static Set<String> names(JsonNode template) {
    var slots =
        texts(template)
            .flatMap(text -> SLOT.matcher(text).results().map(found -> expression(found.group(1))))
            .toList();
    return slots.stream().anyMatch(slot -> WHOLE.matcher(slot).find())
        ? OrderValues.NAMES
        : slots.stream()
            .flatMap(slot -> READ.matcher(slot).results().map(found -> found.group(1)))
            .collect(Collectors.toSet());
  }

  /** What is wrong with the first wrong slot, if one is. */
  static Optional<String> mistake(JsonNode template) {
    return texts(template)
        .flatMap(text -> SLOT.matcher(text).results().map(found -> found.group(1)))
        .flatMap(slot -> mistake(slot).stream())
        .findFirst();
  }

  private static Stream<String> texts(JsonNode node) {
    return node.isTextual()
        ? Stream.of(node.textValue())
        : node.valueStream().flatMap(Slots::texts);
  }

  private static Optional<String> mistake(String slot) {
    var unknown =
        READ.matcher(expression(slot))
            .results()
            .map(found -> found.group(1))
            .filter(name -> !OrderValues.NAMES.contains(name))
            .findFirst();
    return unknown
        .map(name -> "has the slot {{%s}}, but %s".formatted(slot, unknown(name)))
        .or(
            () ->
                isExpression(slot)
                    ? Optional.empty()
                    : Optional.of(
                        "has the slot {{%s}}, which is neither the name of a value nor a jq expression."
                            .formatted(slot)));
  }

  /** The rest of a sentence about a name that no value has. */
  static String unknown(String name) {
    return "%s is no value of an order. The values are: %s."
        .formatted(name, String.join(", ", OrderValues.NAMES));
  }

  private static boolean isExpression(String slot) {
    try {
      JsonQuery.compile(expression(slot), VERSION);
      return true;
    } catch (JsonQueryException wrong) {
      return false;
    }
  }
}
