package dev.reelway.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the parameters of orders by the table {@link OrderParameter}. */
public final class OrderParameters {

  private static final String SECONDS = "(?i)(\\d{1,4})(?:\\.0+)?(?: ?s(?:ec(?:onds?)?)?)?";

  /**
   * What belongs to the formats gif and svg of OpenAI's image API; forms have {@code svg[model]}.
   */
  private static final Pattern OF_OTHER_FORMATS =
      Pattern.compile("(?i)frame_?count|frame_?duration_?ms|svg(\\[.*])?");

  private OrderParameters() {}

  /**
   * The parameters under the names of the documentation, whichever spelling or alias the caller
   * used. Images stay under the caller's names, and so does what is not known.
   *
   * @throws OrderRefused if a parameter is given under two names with different values
   */
  public static Parameters canonical(Parameters given) {
    var values = new HashMap<String, JsonNode>();
    var spellings = new HashMap<>(given.spellings());
    var aliased = new TreeMap<String, JsonNode>();
    given
        .values()
        .forEach(
            (written, value) -> {
              var known = OrderParameter.named(written);
              if (known.isEmpty() || known.get().isMedia()) {
                values.put(written, value);
              } else if (known.get().canonical().equals(written)) {
                values.put(written, value(known.get(), value));
              } else {
                aliased.put(written, value);
              }
            });
    aliased.forEach(
        (written, value) -> {
          var known = OrderParameter.named(written).orElseThrow();
          add(values, spellings, known, written, value(known, value));
        });
    return new Parameters(values, spellings);
  }

  /** The parameters without this one, under any of its names. */
  public static Parameters without(Parameters given, OrderParameter one) {
    var names = new HashSet<>(given.values().keySet());
    names.removeIf(name -> OrderParameter.named(name).filter(one::equals).isEmpty());
    return given.withoutAll(names);
  }

  private static void add(
      Map<String, JsonNode> values,
      Map<String, String> spellings,
      OrderParameter known,
      String written,
      JsonNode value) {
    var before = values.putIfAbsent(known.canonical(), value);
    if (before == null) {
      spellings.put(known.canonical(), spellings.getOrDefault(written, written));
    } else if (!Parameters.agree(before, value)) {
      throw new OrderRefused(
          written,
          "%s and %s are the same parameter: send only one of them"
              .formatted(written, spellings.getOrDefault(known.canonical(), known.canonical())));
    }
  }

  /** {@code 8s} and {@code 8.0} are a length of 8 seconds. */
  private static JsonNode value(OrderParameter known, JsonNode value) {
    return known == OrderParameter.SECONDS && value.isTextual()
        ? TextNode.valueOf(value.textValue().strip().replaceFirst("^" + SECONDS + "$", "$1"))
        : value;
  }

  /**
   * Refuses names that no parameter has. To be called before values are read: a misspelt name is
   * refused then, not the lack of the parameter that it means.
   *
   * @param parameters under the names of the documentation
   * @param image whether the order is for images
   */
  static void checkNames(Parameters parameters, boolean image) {
    for (var name : parameters.values().keySet()) {
      if (image && OF_OTHER_FORMATS.matcher(name).matches()) {
        throw new OrderRefused(
            name, name + " must be omitted: images are made as png, jpeg or webp only");
      }
      if (OrderParameter.named(name).isEmpty() && !IgnoredParameters.contains(name)) {
        throw unknown(name, parameters.spelling(name), image);
      }
    }
  }

  /**
   * Refuses parameters of the other kind of order.
   *
   * @param parameters under the names of the documentation
   * @param image whether the order is for images
   */
  static void checkKind(Parameters parameters, boolean image) {
    for (var name : parameters.values().keySet()) {
      OrderParameter.named(name).ifPresent(one -> check(one, parameters.spelling(name), image));
    }
  }

  /** The same for an edit or an extension of a video. */
  static void checkKindOfEdit(Parameters parameters) {
    checkKind(parameters.withoutAll(videos(parameters)), false);
  }

  /**
   * Refuses wrong values of parameters that an order does not have, as they are of the other kind.
   *
   * @param image whether the order is for images
   */
  public static void checkValuesOfOthers(Parameters given, boolean image) {
    var parameters = canonical(given);
    for (var one : OrderParameter.values()) {
      if (!allows(one, image) && allows(one, !image)) {
        one.type().read(parameters, one.canonical());
      }
    }
  }

  private static Set<String> videos(Parameters parameters) {
    return parameters.values().keySet().stream()
        .filter(name -> OrderParameter.named(name).filter(OrderParameter::isForEdits).isPresent())
        .collect(Collectors.toSet());
  }

  private static UnknownParameter unknown(String name, String written, boolean image) {
    var aliases =
        Arrays.stream(OrderParameter.values())
            .filter(one -> allows(one, image))
            .flatMap(one -> one.aliases().stream())
            .toList();
    return new UnknownParameter(name, written, names(one -> allows(one, image)), aliases);
  }

  private static void check(OrderParameter one, String written, boolean image) {
    if (one.isForFiles()) {
      throw new OrderRefused(
          written, "%s must be omitted: only prompt files and messages have it".formatted(written));
    }
    if (one.isForEdits()) {
      throw new OrderRefused(
          written,
          "%s must be omitted: only POST /v1/videos/edits and /v1/videos/extensions have it"
              .formatted(written));
    }
    if (!allows(one, image)) {
      throw new OrderRefused(
          written,
          "%s must be omitted: it is a parameter of %s"
              .formatted(written, image ? "videos" : "images"));
    }
  }

  /** Whether orders of a kind have a parameter. */
  static boolean allows(OrderParameter one, boolean image) {
    return image ? one.isForImages() : one.isForVideos();
  }

  /** The names of the documentation, sorted. */
  public static List<String> names(Predicate<OrderParameter> which) {
    return Arrays.stream(OrderParameter.values())
        .filter(which)
        .map(OrderParameter::canonical)
        .sorted()
        .toList();
  }

  /**
   * How many images or videos are ordered: one, unless the parameters say otherwise.
   *
   * @param most the most that may be ordered
   */
  static int n(Parameters parameters, int most) {
    var n = new ParameterType.Whole(1, most).read(parameters, OrderParameter.N.canonical());
    return n == null ? 1 : Math.toIntExact((long) n);
  }

  /**
   * The options of an order that not every target takes, by name.
   *
   * @throws OrderRefused if a value is not allowed
   */
  static Map<String, Object> options(Parameters parameters) {
    var options = new LinkedHashMap<String, Object>();
    for (var one : OrderParameter.values()) {
      if (one.isOption()) {
        var value = one.type().read(parameters, one.canonical());
        if (value != null) {
          options.put(one.canonical(), value);
        }
      }
    }
    return options;
  }
}
