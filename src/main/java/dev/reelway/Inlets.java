package dev.reelway;

import static dev.reelway.Settled.check;

import dev.reelway.intake.Defaults;
import dev.reelway.intake.Inbox;
import dev.reelway.intake.Inboxes;
import dev.reelway.intake.IntakeSettings.InboxSettings;
import dev.reelway.order.Orders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The folders that prompt files are dropped into, once their settings are found to be right. */
final class Inlets {

  private static final String INBOXES = "reelway.intake.inboxes.";
  private static final String HOT_FOLDER = "reelway.intake.hot-folder.folder";

  private Inlets() {}

  static Inboxes of(Settings settings, Orders orders) {
    var all = new ArrayList<Inbox>();
    var hot = Settled.hotFolder(settings, orders);
    if (hot.enabled()) {
      var defaults = Defaults.of(hot.model(), Map.of());
      var settled = Duration.ofMillis(hot.lookEvery());
      all.add(
          new Inbox(Inbox.HOT_FOLDER, hot.folder(), hot.licence(), defaults, null, null, settled));
    }
    further(settings).forEach((name, one) -> all.add(inbox(name, one, settings, orders)));
    apart(settings);
    return new Inboxes(all);
  }

  private static Map<String, InboxSettings> further(Settings settings) {
    return settings.intake().inboxes();
  }

  private static Inbox inbox(String name, InboxSettings one, Settings settings, Orders orders) {
    var key = INBOXES + name + ".";
    check(
        name.matches("[a-z0-9]+(-[a-z0-9]+)*") && !name.equals(Inbox.HOT_FOLDER),
        INBOXES + name,
        "must have a name of small letters, digits and dashes, and not that of the hot folder.");
    check(one.folder() != null, key + "folder", "must name a folder for prompt files.");
    check(one.lookEvery() > 0, key + "look-every", "must be more than 0 milliseconds.");
    var licence =
        Settled.given(one.licence(), key + "licence", "must name one of reelway.licences.");
    Settled.licensed(settings, licence, key + "licence");
    return new Inbox(
        name,
        Objects.requireNonNull(one.folder()),
        licence,
        defaults(key, one, settings, orders),
        blank(one.sink()),
        marker(key + "marker", blank(one.marker())),
        Duration.ofMillis(one.lookEvery()));
  }

  private static Defaults defaults(
      String key, InboxSettings one, Settings settings, Orders orders) {
    for (var name : one.defaults().keySet()) {
      check(
          Defaults.isName(name),
          key + "defaults." + name,
          "must not be set: there are " + Defaults.names() + ".");
    }
    var model =
        Objects.requireNonNullElse(blank(one.model()), settings.intake().hotFolder().model());
    var defaults = Defaults.of(model, one.defaults());
    Settled.orderable(
        defaults.wishes(), key + (one.defaults().isEmpty() ? "model" : "defaults"), orders);
    return defaults;
  }

  /** What a marker is called must not make a prompt file of it, nor a wish of another kind. */
  private static @Nullable String marker(String key, @Nullable String marker) {
    check(
        marker == null
            || marker.matches("\\.[A-Za-z0-9_-]{1,20}")
                && !marker.matches("(?i)\\.(txt|csv|tsv|jsonl|json|ya?ml|cancel)"),
        key,
        "must be a dot and a word, like .done, and not the ending of a prompt file.");
    return marker;
  }

  private static @Nullable String blank(@Nullable String said) {
    return said == null || said.isBlank() ? null : said.strip();
  }

  /** Each folder lies apart from all others, and from the film folder. */
  private static void apart(Settings settings) {
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put(HOT_FOLDER, plain(settings.intake().hotFolder().folder()));
    further(settings)
        .forEach(
            (name, one) -> {
              var key = INBOXES + name + ".folder";
              var folder = plain(Objects.requireNonNull(one.folder()));
              folders.forEach((other, there) -> apart(key, folder, other, there));
              apart(key, folder, "reelway.sinks.file.folder", plain(Settled.outbox(settings)));
              folders.put(key, folder);
            });
  }

  private static void apart(String key, Path folder, String other, Path there) {
    check(
        !folder.startsWith(there) && !there.startsWith(folder),
        key,
        "and %s must not be the same, nor lie inside each other.".formatted(other));
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** The sinks that films go to, each with the key that says so. */
  static Map<String, String> sinks(Settings settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(settings.sink(), "reelway.sink");
    further(settings)
        .forEach(
            (name, one) -> {
              var sink = blank(one.sink());
              if (sink != null) {
                all.putIfAbsent(sink, INBOXES + name + ".sink");
              }
            });
    return all;
  }

  /** Whether films go to a sink. */
  static boolean usesSink(Settings settings, String sink) {
    return sinks(settings).containsKey(sink);
  }
}
