package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request by name, from its JSON body, form or query string.
 *
 * <p>Text is converted if a number or a boolean is expected ({@code "10"}, {@code "true"}), as
 * forms and query strings contain only text. Empty and blank text counts as absent. A parameter
 * that is given twice with different values is refused when it is read.
 *
 * @param spellings how the caller spelled the names that were replaced by those of the
 *     documentation
 */
public record Parameters(Map<String, JsonNode> values, Map<String, String> spellings) {

  /** Marks a parameter with two different values, which is refused when it is read. */
  private static final JsonNode CONTRADICTION = MissingNode.getInstance();

  private static final String NUMBER = "-?\\d{1,12}(\\.\\d{1,12})?";

  /** No parameters. */
  public static final Parameters NONE = new Parameters(Map.of());

  public Parameters {
    var given = new LinkedHashMap<>(values);
    given.values().removeIf(Parameters::isAbsent);
    values = Map.copyOf(given);
    spellings = Map.copyOf(spellings);
  }

  public Parameters(Map<String, JsonNode> values) {
    this(values, Map.of());
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isNull() || value.isTextual() && value.textValue().isBlank();
  }

  /** One parameter, given as text. */
  public static Parameters of(String name, String text) {
    return new Parameters(Map.of(name, TextNode.valueOf(text)));
  }

  /** The parameters of a form. */
  public static Parameters of(Collection<Map.Entry<String, String>> fields) {
    var all = new LinkedHashMap<String, JsonNode>();
    fields.forEach(field -> add(all, field.getKey(), TextNode.valueOf(field.getValue())));
    return new Parameters(all);
  }

  /** The parameters of a form with values of any type; names may be repeated. */
  public static Parameters ofAll(Collection<Map.Entry<String, JsonNode>> fields) {
    var all = new LinkedHashMap<String, JsonNode>();
    fields.forEach(field -> add(all, field.getKey(), field.getValue()));
    return new Parameters(all);
  }

  /** These parameters and those of another part of the request. */
  public Parameters merge(Parameters other) {
    var all = new LinkedHashMap<>(values);
    other.values.forEach((name, value) -> add(all, name, value));
    var spelled = new LinkedHashMap<>(other.spellings);
    spelled.putAll(spellings);
    return new Parameters(all, spelled);
  }

  private static void add(Map<String, JsonNode> all, String name, JsonNode value) {
    var before = isAbsent(value) ? null : all.putIfAbsent(name, value);
    if (before != null && !agree(before, value)) {
      all.put(name, CONTRADICTION);
    }
  }

  static boolean agree(JsonNode one, JsonNode other) {
    if (isNumber(one) && isNumber(other) && (one.isNumber() || other.isNumber())) {
      return new BigDecimal(one.asText()).compareTo(new BigDecimal(other.asText())) == 0;
    }
    return one.isValueNode() && other.isValueNode()
        ? one.asText().equals(other.asText())
        : one.equals(other);
  }

  private static boolean isNumber(JsonNode value) {
    return value.isTextual() ? value.textValue().matches(NUMBER) : isBounded(value);
  }

  /** Whether the parameter is present; JSON {@code null} counts as absent. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** The value of any type, or null if absent. */
  public @Nullable JsonNode get(String name) {
    return value(name);
  }

  /** The same parameters, with this one set or replaced. */
  public Parameters with(String name, JsonNode value) {
    var all = new LinkedHashMap<>(values);
    all.put(name, value);
    return new Parameters(all, spellings);
  }

  /** The same parameters without this one. */
  public Parameters without(String name) {
    return withoutAll(Set.of(name));
  }

  /** The same parameters without these. */
  public Parameters withoutAll(Set<String> names) {
    var all = new LinkedHashMap<>(values);
    all.keySet().removeAll(names);
    return new Parameters(all, spellings);
  }

  /** The name of a parameter as the caller spelled it. */
  public String spelling(String name) {
    return spellings.getOrDefault(name, name);
  }

  /**
   * The string, or null if absent; any other type is refused, and so are U+0000 and lone
   * surrogates, which no database stores and no upstream is sent.
   */
  public @Nullable String text(String name) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    if (value.isTextual()) {
      return unicode(name, value.textValue());
    }
    if (value.isPojo()) {
      throw new OrderRefused(
          name, "%s must be a string: it is a file, or too long".formatted(name));
    }
    throw new OrderRefused(name, "%s must be a string".formatted(name));
  }

  private static String unicode(String name, String text) {
    if (!Prompt.isUnicode(text)) {
      throw new OrderRefused(
          name,
          "%s must be Unicode text without U+0000 and without lone surrogates".formatted(name));
    }
    return text;
  }

  /** The integer, or null if absent; a string of digits counts. Anything else is refused. */
  public @Nullable Integer integer(String name, String allowed) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    if (value.isTextual() ? value.textValue().matches("-?\\d{1,9}") : value.canConvertToInt()) {
      return value.isTextual() ? Integer.valueOf(value.textValue()) : exactly(value, name, allowed);
    }
    throw new OrderRefused(name, "%s must be %s".formatted(name, allowed));
  }

  /**
   * The boolean, or null if absent; the strings {@code true} and {@code false} count. Anything else
   * is refused.
   */
  public @Nullable Boolean bool(String name) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    return switch (value.isContainerNode() ? "" : value.asText()) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> throw new OrderRefused(name, "%s must be true or false".formatted(name));
    };
  }

  /** The number, or null if absent; a string of digits counts. Anything else is refused. */
  @Nullable BigDecimal decimal(String name, String allowed) {
    var value = value(name);
    if (value == null) {
      return null;
    }
    if (value.isTextual() ? value.textValue().matches(NUMBER) : isBounded(value)) {
      return new BigDecimal(value.asText());
    }
    throw new OrderRefused(name, "%s must be %s".formatted(name, allowed));
  }

  private static boolean isBounded(JsonNode value) {
    return value.isNumber() && Math.abs(value.doubleValue()) < 1e18;
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
