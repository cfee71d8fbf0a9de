package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
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
 * What the orders of a file say where they say nothing themselves: the folder's model, and what
 * stands in the file's {@code .options.yaml}.
 *
 * @param force whether the file is rendered though one of the same content was
 */
public record Defaults(Wishes wishes, boolean force) {

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
          "priority");

  /** Names for one and the same thing. */
  private static final List<Set<String>> ALIKE =
      List.of(Set.of("size", "orientation"), Set.of("seconds", "duration"));

  /** Nothing is said. */
  static final Defaults NONE = new Defaults(Wishes.NONE, false);

  static Defaults of(String model) {
    return new Defaults(Wishes.of("model", model), false);
  }

  /** The same, and before them what an inbox says. */
  public static Defaults of(String model, Map<String, String> said) {
    return new Defaults(Defaults.of(model).under(Wishes.of(said.entrySet())), false);
  }

  /** Whether there is a default of this name. */
  public static boolean isName(String name) {
    return NAMES.contains(name);
  }

  /** The names of all defaults, as a sentence has them. */
  public static String names() {
    return String.join(", ", new TreeSet<>(NAMES));
  }

  /** The same, and before them what an options file says, if it is there. */
  Defaults and(Path options) throws IOException {
    if (!Files.isRegularFile(options, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    if (!(GuardedFile.guarded(() -> PromptList.single(options)) instanceof ObjectNode said)) {
      throw new PromptFileRefused("The options file must be a list of names and values.");
    }
    Map<String, JsonNode> all = new LinkedHashMap<>();
    said.properties().forEach(one -> all.put(one.getKey(), one.getValue()));
    boolean forced = force(new Wishes(all));
    all.remove("force");
    all.keySet().forEach(Defaults::check);
    return new Defaults(under(new Wishes(all)), forced);
  }

  private static boolean force(Wishes said) {
    try {
      return Boolean.TRUE.equals(said.flag("force"));
    } catch (OrderRefused refused) {
      throw new PromptFileRefused("In the options file, %s.".formatted(refused.sentence()));
    }
  }

  private static void check(String name) {
    if (!NAMES.contains(name)) {
      throw new PromptFileRefused(
          "In the options file, no option is called %s: there are force, %s."
              .formatted(name, names()));
    }
  }

  /** What an order says itself, and the defaults where it says nothing. */
  Wishes under(Wishes own) {
    var all = new LinkedHashMap<>(wishes.values());
    own.values().keySet().forEach(name -> all.keySet().removeAll(alike(name)));
    all.putAll(own.values());
    return new Wishes(all);
  }

  private static Set<String> alike(String name) {
    return ALIKE.stream().filter(some -> some.contains(name)).findFirst().orElse(Set.of(name));
  }
}
