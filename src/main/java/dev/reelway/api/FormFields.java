package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a form or query string in the shape of JSON: {@code a[]} and {@code a[0]} are items
 * of an array {@code a}, {@code a[b]} is the key {@code b} of an object {@code a}, and files of the
 * same name are an array, as are different texts of a parameter that takes files. Under {@code
 * metadata}, whatever stands in the brackets is a key.
 */
final class FormFields {

  /** Far more than any request of the API has. */
  static final int MOST_FIELDS = 256;

  private static final Pattern BRACKETS = Pattern.compile("([^\\[\\]]+)\\[([^\\[\\]]*)]");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Map<String, JsonNode> pairs = new LinkedHashMap<>();
  private final Map<String, JsonNode> lists = new LinkedHashMap<>();
  private final List<Map.Entry<String, JsonNode>> plain = new ArrayList<>();
  private final Map<String, String> spellings = new HashMap<>();
  private int fields;

  /**
   * Adds a field.
   *
   * @throws RequestRefused if there are more than {@value #MOST_FIELDS} fields
   */
  void add(String name, JsonNode value) {
    if (++fields > MOST_FIELDS) {
      throw RequestRefused.tooManyFields(MOST_FIELDS);
    }
    var written = BRACKETS.matcher(name);
    int bracket = name.indexOf('[');
    if (bracket > 0 && name.endsWith("]") && isOfPairs(name.substring(0, bracket))) {
      addPair(name.substring(0, bracket), name.substring(bracket + 1, name.length() - 1), value);
    } else if (written.matches()) {
      spell(written.group(1), name);
      addTo(written, value);
    } else if (value.isPojo()) {
      list(name).add(value);
    } else {
      plain.add(Map.entry(name, value));
    }
  }

  /** How the caller wrote a name; that of images is not what refusals are about. */
  private void spell(String name, String written) {
    if (OrderParameter.named(name).filter(OrderParameter::isMedia).isEmpty()) {
      spellings.merge(name, written, (one, other) -> one.equals(other) ? one : name);
    }
  }

  private static boolean isOfPairs(String name) {
    return OrderParameter.named(name).filter(OrderParameter.METADATA::equals).isPresent();
  }

  /** A key within a key makes its value an object, which is no string and refused as such. */
  private void addPair(String name, String key, JsonNode value) {
    int nested = key.indexOf("][");
    var own = nested < 0 ? key : key.substring(0, nested);
    var given = nested < 0 ? value : NODES.objectNode();
    var all = (ObjectNode) pairs.computeIfAbsent(name, n -> NODES.objectNode());
    var before = all.replace(own, given);
    if (before != null && !before.equals(given)) {
      throw new OrderRefused(
          "%s[%s]".formatted(name, own),
          "%s[%s] is given twice with different values".formatted(name, own));
    }
  }

  private void addTo(Matcher written, JsonNode value) {
    var name = written.group(1);
    var key = written.group(2);
    if (key.matches("\\d*")) {
      list(name).add(value);
    } else {
      var object = NODES.objectNode();
      object.set(key, value);
      if (lists.get(name) instanceof ArrayNode list
          && list.get(list.size() - 1) instanceof ObjectNode last
          && !last.has(key)) {
        last.set(key, value);
      } else {
        list(name).add(object);
      }
    }
  }

  /** The fields without brackets, where those of a parameter that takes files are one array. */
  private List<Map.Entry<String, JsonNode>> together() {
    var files = new LinkedHashMap<String, Set<JsonNode>>();
    plain.stream()
        .filter(field -> takesFiles(field.getKey()) && !field.getValue().asText().isBlank())
        .forEach(
            field ->
                files
                    .computeIfAbsent(field.getKey(), name -> new LinkedHashSet<>())
                    .add(field.getValue()));
    files.values().removeIf(values -> values.size() < 2);
    var all = new ArrayList<>(plain);
    all.removeIf(field -> files.containsKey(field.getKey()));
    files.forEach((name, values) -> all.add(Map.entry(name, NODES.arrayNode().addAll(values))));
    return all;
  }

  private static boolean takesFiles(String name) {
    return OrderParameter.named(name).filter(OrderParameter::isReference).isPresent();
  }

  private ArrayNode list(String name) {
    return (ArrayNode) lists.computeIfAbsent(name, n -> NODES.arrayNode());
  }

  Parameters parameters() {
    var all =
        Parameters.ofAll(together()).merge(new Parameters(lists)).merge(new Parameters(pairs));
    return new Parameters(all.values(), spellings);
  }
}
