package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * Writes the values of an order into the fields that a model takes. For each value the map says
 * under which name it is sent ({@code duration}, or {@code {as: duration, type: string, suffix:
 * s}}), or {@code false} if it is not sent; {@code {value: …}} is a field of the engine's own,
 * whose {@link Slots} are filled.
 */
final class FieldMap {

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
  private static final ObjectMapper JSON = new ObjectMapper();

  private FieldMap() {}

  /**
   * The fields.
   *
   * @param values as {@link OrderValues} names them; a value that neither map names is not sent
   * @param usual the map of the dialect
   * @param own the map of the model, entry by entry instead of the dialect's; or null
   */
  static ObjectNode fields(ObjectNode values, JsonNode usual, JsonNode own)
      throws JsonQueryException {
    var map = JSON.createObjectNode();
    usual.properties().forEach(one -> map.set(one.getKey(), one.getValue()));
    own.properties().forEach(one -> map.set(one.getKey(), one.getValue()));
    var fields = JSON.createObjectNode();
    for (var one : map.properties()) {
      if (!isOff(one.getValue())) {
        put(fields, one.getKey(), one.getValue(), values);
      }
    }
    return fields;
  }

  /** Whether the entry says that the value is not sent. */
  static boolean isOff(JsonNode entry) {
    return entry.isNull() || entry.asText().equals("false");
  }

  /** The name of the field that an entry is about. */
  static String field(String name, JsonNode entry) {
    return entry.isTextual() ? entry.textValue() : entry.path("as").asText(name);
  }

  private static void put(ObjectNode fields, String name, JsonNode entry, ObjectNode values)
      throws JsonQueryException {
    var value = entry.has("value") ? Slots.filled(entry.path("value"), values) : values.path(name);
    if (!value.isMissingNode() && !value.isNull()) {
      set(
          fields,
          field(name, entry),
          converted(value, entry),
          entry.path("type").asText().equals("list"));
    }
  }

  private static void set(ObjectNode fields, String path, JsonNode value, boolean list) {
    int dot = path.indexOf('.');
    if (dot > 0) {
      set(fields.withObject("/" + path.substring(0, dot)), path.substring(dot + 1), value, list);
    } else if (list) {
      add(fields.withArray("/" + path), value);
    } else {
      fields.set(path, value);
    }
  }

  private static void add(ArrayNode list, JsonNode value) {
    if (value instanceof ArrayNode several) {
      list.addAll(several);
    } else {
      list.add(value);
    }
  }

  /** The files of a list are converted one by one. */
  private static JsonNode converted(JsonNode value, JsonNode entry) {
    if (value instanceof ArrayNode several) {
      var all = JSON.createArrayNode();
      several.forEach(one -> all.add(converted(one, entry)));
      return all;
    }
    var meant = meant(value, entry.path("values"));
    var type = entry.path("type").asText();
    if (entry.has("prefix") || entry.has("suffix") || type.equals("string")) {
      return TextNode.valueOf(
          entry.path("prefix").asText() + meant.asText() + entry.path("suffix").asText());
    }
    return type.equals("number") ? number(meant) : meant;
  }

  /** Boot reads the key {@code 16:9} as {@code 169}. */
  private static JsonNode meant(JsonNode value, JsonNode words) {
    var text = value.asText();
    var word = words.path(text);
    var read = word.isMissingNode() ? words.path(text.replaceAll("[^\\w.-]", "")) : word;
    return read.isMissingNode() ? value : read;
  }

  /** The number in a text such as {@code 720p}; a value without one stays as it is. */
  private static JsonNode number(JsonNode value) {
    var found = NUMBER.matcher(value.asText());
    return value.isTextual() && found.find()
        ? JSON.getNodeFactory().numberNode(new BigDecimal(found.group()))
        : value;
  }
}
