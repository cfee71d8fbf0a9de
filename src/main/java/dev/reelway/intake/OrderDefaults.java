package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.intake.format.BakeOffs;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.intake.format.PromptList;
import dev.reelway.intake.format.RefusingPromptFile;
import dev.reelway.order.OrderParameter;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.wire.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Default parameters for the orders of a file: those of the inbox and, with precedence, those of
 * the file's {@code .options.yaml}.
 *
 * @param parameters the default parameters
 * @param force whether the file is rendered even if one with the same content was rendered before
 * @param models the models with each of which an order is made that names none; empty for the
 *     parameter model
 */
public record OrderDefaults(Parameters parameters, boolean force, List<String> models) {

  /** What belongs to one order. */
  private static final Set<OrderParameter> NEVER =
      Set.of(OrderParameter.PROMPT, OrderParameter.OUTPUT_NAME);

  /** All that an order may have, but its prompt and its images. */
  private static final Set<String> NAMES =
      new TreeSet<>(
          OrderParameters.names(one -> !NEVER.contains(one) && one.isScalar() && one.isForLists()));

  /** The parameters that say the shape of a video, and those that leave a part of it open. */
  private static final Set<String> SHAPE =
      Set.of("size", "width", "height", "orientation", "aspect_ratio");

  /** No defaults. */
  static final OrderDefaults NONE = new OrderDefaults(Parameters.NONE, false);

  public OrderDefaults {
    models = List.copyOf(models);
  }

  OrderDefaults(Parameters parameters, boolean force) {
    this(parameters, force, List.of());
  }

  static OrderDefaults of(String model) {
    return new OrderDefaults(Parameters.of("model", model), false);
  }

  /** The model, and the defaults of an inbox, which take precedence. */
  public static OrderDefaults of(String model, Map<String, String> values) {
    return new OrderDefaults(
        OrderDefaults.of(model).complete(Parameters.of(values.entrySet())), false);
  }

  /** Whether a parameter may have a default. */
  public static boolean isName(String name) {
    return canonical(name).filter(NAMES::contains).isPresent();
  }

  /** The names of all parameters that may have a default, separated by commas. */
  public static String names() {
    return String.join(", ", NAMES);
  }

  /**
   * These defaults with those of an options file, which take precedence, if the file exists.
   *
   * @throws PromptFileRefused if the options file is not a mapping of known names
   */
  OrderDefaults and(Path options) throws IOException {
    var all = options(options);
    boolean forced = acceptable(() -> Boolean.TRUE.equals(new Parameters(all).bool("force")));
    var several = acceptable(() -> several(all));
    all.keySet().removeAll(Set.of("force", BakeOffs.MODELS));
    all.keySet().forEach(OrderDefaults::check);
    return new OrderDefaults(complete(new Parameters(all)), forced, several);
  }

  /**
   * The defaults with these names and values, {@code models} among them or not.
   *
   * @throws OrderRefused if models is no list of models, or is given together with model
   */
  static OrderDefaults of(Map<String, JsonNode> given) {
    var parameters = new Parameters(given).without(BakeOffs.MODELS);
    return new OrderDefaults(NONE.complete(parameters), false, several(given));
  }

  /** These defaults for orders that their model cannot make. */
  OrderDefaults withoutModel() {
    return new OrderDefaults(parameters.without("model"), force, models);
  }

  /**
   * The models that an options file names, if the file exists.
   *
   * @throws PromptFileRefused as above
   */
  static List<String> models(Path options) throws IOException {
    var all = options(options);
    return acceptable(() -> several(all));
  }

  private static Map<String, JsonNode> options(Path options) throws IOException {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    if (Files.isRegularFile(options, LinkOption.NOFOLLOW_LINKS)) {
      if (!(read(options) instanceof ObjectNode values)) {
        throw new PromptFileRefused("Options file: it must be a mapping of names to values.");
      }
      values.properties().forEach(one -> all.put(one.getKey(), one.getValue()));
    }
    return all;
  }

  private static @Nullable JsonNode read(Path options) throws IOException {
    try {
      return RefusingPromptFile.guarded(() -> PromptList.single(options));
    } catch (PromptFileRefused refused) {
      throw new PromptFileRefused("Options file: " + refused.getMessage());
    }
  }

  private static List<String> several(Map<String, JsonNode> options) {
    var given = new Parameters(options).get(BakeOffs.MODELS);
    if (given != null && options.keySet().stream().anyMatch(OrderDefaults::isModel)) {
      throw new OrderRefused(
          BakeOffs.MODELS, "models and model are the same parameter: give only one");
    }
    return given == null ? List.of() : BakeOffs.models(given);
  }

  private static boolean isModel(String name) {
    return OrderParameter.named(name).filter(OrderParameter.MODEL::equals).isPresent();
  }

  private static <T> T acceptable(Supplier<T> option) {
    try {
      return option.get();
    } catch (OrderRefused refused) {
      throw new PromptFileRefused("Options file: %s.".formatted(refused.sentence()));
    }
  }

  private static void check(String name) {
    if (!isName(name)) {
      var known = Stream.concat(Stream.of("force", BakeOffs.MODELS), NAMES.stream()).toList();
      throw new PromptFileRefused(
          "Options file: unknown option '%s'.%s Known options: %s."
              .formatted(name, NearestName.hint(name, known), String.join(", ", known)));
    }
  }

  /**
   * The parameters of an order, completed by these defaults.
   *
   * @throws OrderRefused if the order gives a parameter under two names with different values
   */
  Parameters complete(Parameters given) {
    var own = OrderParameters.canonical(given);
    var all = new LinkedHashMap<>(parameters.values());
    own.values().keySet().forEach(name -> all.keySet().removeAll(replaced(name)));
    all.putAll(own.values());
    return new Parameters(all, own.spellings());
  }

  /** The defaults that a parameter of an order replaces. */
  private static Set<String> replaced(String name) {
    return switch (name) {
      case "size", "width", "height" -> with("resolution", SHAPE);
      case "orientation", "aspect_ratio" -> SHAPE;
      case "resolution" -> Set.of("resolution", "size", "width", "height");
      default -> Set.of(name);
    };
  }

  private static Set<String> with(String name, Set<String> others) {
    var all = new TreeSet<>(others);
    all.add(name);
    return all;
  }

  private static Optional<String> canonical(String name) {
    return OrderParameter.named(name).map(OrderParameter::canonical);
  }
}
