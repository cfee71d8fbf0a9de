package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.intake.format.PromptFileRefused;
import dev.reelway.intake.format.PromptList;
import dev.reelway.intake.format.RefusingPromptFile;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Default parameters for the orders of a file: those of the inbox and, with precedence, those of
 * the file's {@code .options.yaml}.
 *
 * @param parameters the default parameters
 * @param force whether the file is rendered even if one with the same content was rendered before
 */
public record OrderDefaults(Parameters parameters, boolean force) {

  private static final Set<String> NAMES =
      Set.of(
          "model",
          "size",
          "orientation",
          "seconds",
          "duration",
          "hd",
          "n",
          "watermark",
          "priority",
          "longest_wait");

  /** Parameters with the same meaning: an order that sets one overrides the defaults of all. */
  private static final List<Set<String>> SYNONYMS =
      List.of(Set.of("size", "orientation"), Set.of("seconds", "duration"));

  /** No defaults. */
  static final OrderDefaults NONE = new OrderDefaults(Parameters.NONE, false);

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
    return NAMES.contains(name);
  }

  /** The names of all parameters that may have a default, separated by commas. */
  public static String names() {
    return String.join(", ", new TreeSet<>(NAMES));
  }

  /**
   * These defaults with those of an options file, which take precedence, if the file exists.
   *
   * @throws PromptFileRefused if the options file is not a mapping of known names
   */
  OrderDefaults and(Path options) throws IOException {
    if (!Files.isRegularFile(options, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    if (!(RefusingPromptFile.guarded(() -> PromptList.single(options))
        instanceof ObjectNode values)) {
      throw new PromptFileRefused("The options file must be a mapping of names to values.");
    }
    Map<String, JsonNode> all = new LinkedHashMap<>();
    values.properties().forEach(one -> all.put(one.getKey(), one.getValue()));
    boolean forced = force(new Parameters(all));
    all.remove("force");
    all.keySet().forEach(OrderDefaults::check);
    return new OrderDefaults(complete(new Parameters(all)), forced);
  }

  private static boolean force(Parameters values) {
    try {
      return Boolean.TRUE.equals(values.bool("force"));
    } catch (OrderRefused refused) {
      throw new PromptFileRefused("Options file: %s.".formatted(refused.sentence()));
    }
  }

  private static void check(String name) {
    if (!NAMES.contains(name)) {
      throw new PromptFileRefused(
          "Options file: unknown option '%s'. Known options: force, %s.".formatted(name, names()));
    }
  }

  /** The parameters of an order, completed by these defaults. */
  Parameters complete(Parameters own) {
    var all = new LinkedHashMap<>(parameters.values());
    own.values().keySet().forEach(name -> all.keySet().removeAll(synonyms(name)));
    all.putAll(own.values());
    return new Parameters(all);
  }

  private static Set<String> synonyms(String name) {
    return SYNONYMS.stream().filter(some -> some.contains(name)).findFirst().orElse(Set.of(name));
  }
}
