package dev.reelway.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a protocol asks of a JSON object.
 *
 * @param all each field's name, and what it must be; every one must be there
 * @param others the fields that may be left out, and what they must be
 */
record Fields(Map<String, Predicate<JsonNode>> all, Map<String, Predicate<JsonNode>> others) {

  Fields(Map<String, Predicate<JsonNode>> all) {
    this(all, Map.of());
  }

  static Predicate<JsonNode> text(String pattern) {
    return value -> value.isTextual() && value.textValue().matches(pattern);
  }

  static Predicate<JsonNode> oneOf(String... words) {
    return value -> value.isTextual() && List.of(words).contains(value.textValue());
  }

  static Predicate<JsonNode> whole(int least, int most) {
    return value -> value.isInt() && value.intValue() >= least && value.intValue() <= most;
  }

  /** The fields that are missing, wrong, or that nobody knows. */
  Stream<String> wrongIn(JsonNode object) {
    var wrong = new ArrayList<String>();
    all.forEach(
        (name, right) -> {
          if (!right.test(object.path(name))) {
            wrong.add(name);
          }
        });
    object
        .properties()
        .forEach(
            field -> {
              if (!all.containsKey(field.getKey()) && !isOther(field)) {
                wrong.add(field.getKey());
              }
            });
    return wrong.stream();
  }

  private boolean isOther(Map.Entry<String, JsonNode> field) {
    var right = others.get(field.getKey());
    return right != null && right.test(field.getValue());
  }

  boolean fit(JsonNode object) {
    return object.isObject() && wrongIn(object).findAny().isEmpty();
  }
}
