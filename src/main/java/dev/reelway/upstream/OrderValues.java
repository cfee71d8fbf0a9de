package dev.reelway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an order says, under the names that field maps and templates use: its own fields, its
 * options, the shape and the tier of its size, and its files by what they are to it. What the order
 * does not have is absent.
 */
final class OrderValues {

  /** Fields of the order that are values as they stand. */
  private static final List<String> PLAIN =
      List.of(
          "job",
          "model",
          "prompt",
          "size",
          "width",
          "height",
          "orientation",
          "seconds",
          "n",
          "output_format",
          "watermark");

  private static final List<String> SHAPES =
      List.of("21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16");

  private static final List<Integer> TIERS = List.of(360, 480, 540, 720, 1080, 1440, 2160);

  /** Every name. */
  static final Set<String> NAMES = names();

  private static final ObjectMapper JSON = new ObjectMapper();

  private OrderValues() {}

  private static Set<String> names() {
    var all = new TreeSet<>(OrderParameters.names(OrderParameter::isConfigured));
    all.addAll(PLAIN);
    all.addAll(List.of("aspect_ratio", "resolution", "random", "image", "images"));
    all.addAll(OrderFiles.NAMES);
    return all;
  }

  /**
   * The values of an order.
   *
   * @param order as a submit gets it
   * @param files how the engine is told of each file of the order, such as a data URL, in their
   *     sequence; a file that is missing is left out
   */
  static ObjectNode of(JsonNode order, JsonNode files) {
    var values = JSON.createObjectNode();
    PLAIN.forEach(name -> put(values, name, order.path(name)));
    order.path("options").properties().forEach(one -> put(values, one.getKey(), one.getValue()));
    values.put("random", order.path("job").asText().hashCode() & Integer.MAX_VALUE);
    if (order.path("width").asInt() > 0 && order.path("height").asInt() > 0) {
      shape(values, order.path("width").asInt(), order.path("height").asInt());
    }
    OrderFiles.put(values, order, files);
    return values;
  }

  /** Images have no tier. */
  private static void shape(ObjectNode values, int width, int height) {
    if (!values.has("aspect_ratio")) {
      values.put("aspect_ratio", nearestShape((double) width / height));
    }
    if (!values.has("resolution") && values.has("seconds")) {
      values.put("resolution", nearestTier(Math.min(width, height)));
    }
  }

  private static @Nullable String nearestShape(double shape) {
    return SHAPES.stream()
        .min(Comparator.comparingDouble(one -> distance(ratio(one), shape)))
        .orElse(null);
  }

  private static double ratio(String shape) {
    var sides = shape.split(":", 2);
    return Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
  }

  private static @Nullable String nearestTier(int lines) {
    return TIERS.stream()
        .min(Comparator.comparingDouble(one -> distance(one, lines)))
        .map(one -> one == 2160 ? "4k" : one == 1440 ? "2k" : one + "p")
        .orElse(null);
  }

  private static double distance(double one, double other) {
    return Math.abs(Math.log(one / other));
  }

  static void put(ObjectNode values, String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      values.set(name, value);
    }
  }
}
