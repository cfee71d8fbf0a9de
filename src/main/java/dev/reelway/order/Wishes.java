package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one call, by name, wherever they stood: JSON body, form or query string.
 *
 * <p>Text is coerced where a number or a flag is meant ({@code "10"}, {@code "true"}), as forms and
 * query strings know nothing but text. A parameter that is given twice with different values is
 * refused as soon as it matters.
 */
public record Wishes(Map<String, JsonNode> values) {

  /** Stands for two values that differ: refused once somebody asks for it. */
  private static final JsonNode CONTRADICTION = MissingNode.getInstance();

  /** No parameters at all. */
  public static final Wishes NONE = new Wishes(Map.of());

  public Wishes {
    var said = new LinkedHashMap<>(values);
    said.values().removeIf(JsonNode::isNull);
    values = Map.copyOf(said);
  }

  /** One parameter, given as text. */
  public static Wishes of(String name, String text) {
    return new Wishes(Map.of(name, TextNode.valueOf(text)));
  }

  /** The parameters of a form. */
  public static Wishes of(Collection<Map.Entry<String, String>> fields) {
    var all = new LinkedHashMap<String, JsonNode>();
    fields.forEach(field -> add(all, field.getKey(), TextNode.valueOf(field.getValue())));
    return new Wishes(all);
  }

  /** The parameters of a form, whatever they are; one may be there more than once. */
  public static Wishes ofAll(Collection<Map.Entry<String, JsonNode>> fields) {
    var all = new LinkedHashMap<String, JsonNode>();
    fields.forEach(field -> add(all, field.getKey(), field.getValue()));
    return new Wishes(all);
  }

  /** Adds what another part of the call says. */
  public Wishes and(Wishes other) {
    var all = new LinkedHashMap<>(values);
    other.values.forEach((name, value) -> add(all, name, value));
    return new Wishes(all);
  }

  private static void add(Map<String, JsonNode> all, String name, JsonNode value) {
    var before = all.putIfAbsent(name, value);
    if (before != null && !agree(before, value)) {
      all.put(name, CONTRADICTION);
    }
  }

  private static boolean agree(JsonNode one, JsonNode other) {
    return one.isValueNode() && other.isValueNode()
        ? one.asText().equals(other.asText())
        : one.equals(other);
  }

  /** Whether the call says anything under this name; JSON's null says nothing. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** Whatever stands under this name, or null. */
  public @Nullable JsonNode get(String name) {
    return value(name);
  }

  /** The same, saying this as well, and nothing else under its name. */
  public Wishes with(String name, JsonNode value) {
    var all = new LinkedHashMap<>(values);
    all.put(name, value);
    return new Wishes(all);
  }

  /** The same, saying nothing under this name. */
  public Wishes without(String name) {
    var all = new LinkedHashMap<>(values);
    all.remove(name);
    return new Wishes(all);
  }

  /** The text under this name, or null; anything but text is refused. */
  public @Nullable String text(String name) {
    var value = value(name);
    if (value == null || value.isTextual()) {
      return value == null ? null : value.textValue();
    }
    if (value.isPojo()) {
      throw new OrderRefused(
          name, "%s is too long, or is a file: it must be a text".formatted(name));
    }
    throw new OrderRefused(name, "%s must be a string".formatted(name));
  }

  /** The whole number under this name, or null; text that spells one counts. */
  public @Nullable Integer whole(String name, String allowed) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    if (value.isTextual() ? value.textValue().matches("-?\\d{1,9}") : value.canConvertToInt()) {
      return value.isTextual() ? Integer.valueOf(value.textValue()) : exactly(value, name, allowed);
    }
    throw new OrderRefused(name, "%s must be %s".formatted(name, allowed));
  }

  /** The flag under this name, or null; the texts {@code true} and {@code false} count. */
  public @Nullable Boolean flag(String name) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    return switch (value.isContainerNode() ? "" : value.asText()) {
      case "true", "True" -> true;
      case "false", "False" -> false;
      default -> throw new OrderRefused(name, "%s must be true or false".formatted(name));
    };
  }

  private static Integer exactly(JsonNode number, String name, String allowed) {
    if (number.isNumber() && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    throw new OrderRefused(name, "%s must be %s".formatted(name, allowed));
  }

  private @Nullable JsonNode value(String name) {
    var value = values.get(name);
    if (value == CONTRADICTION) {
      throw new OrderRefused(name, "%s is given twice with different values".formatted(name));
    }
    return value;
  }
}
