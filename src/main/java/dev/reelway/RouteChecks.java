package dev.reelway;

import dev.reelway.setup.SettingsChecks;
import dev.reelway.wire.NearestName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses dialects and sinks in use whose route files are missing or incomplete, and settings of
 * sinks that do not exist.
 */
final class RouteChecks {

  private static final List<String> SHIPPED = List.of("file", "s3", "sftp");

  private RouteChecks() {}

  /**
   * @param exists whether there is a route of that id
   */
  static void check(Settings settings, Predicate<String> exists) {
    settings
        .upstreams()
        .forEach(
            (name, one) ->
                complete(
                    "reelway.upstreams." + name + ".dialect",
                    "upstreams/%s.camel.yaml".formatted(one.dialect()),
                    Stream.of("submit", "poll")
                        .map(verb -> "upstream-%s-%s".formatted(one.dialect(), verb)),
                    exists));
    settings
        .sinksInUse()
        .forEach(
            (sink, key) ->
                complete(
                    key,
                    "sinks/%s.camel.yaml".formatted(sink),
                    Stream.of("store", "open", "remove")
                        .map(verb -> "sink-%s-%s".formatted(sink, verb)),
                    exists));
    known(settings, exists);
  }

  /** A setting of a sink that does not exist would have no effect, and keep files for good. */
  private static void known(Settings settings, Predicate<String> exists) {
    Set<String> known = new TreeSet<>(settings.sinksInUse().keySet());
    known.addAll(SHIPPED);
    for (var sink : settings.sinks().keySet()) {
      var meant = NearestName.hint(sink, known);
      SettingsChecks.check(
          exists.test("sink-%s-open".formatted(sink)),
          "reelway.sinks." + sink,
          "is no sink: there is no file routes/sinks/%s.camel.yaml.%s".formatted(sink, meant));
    }
  }

  private static void complete(
      String key, String file, Stream<String> routes, Predicate<String> exists) {
    var missing = routes.filter(exists.negate()).collect(Collectors.joining(", "));
    SettingsChecks.check(
        missing.isEmpty(),
        key,
        "requires the file routes/%s with the missing routes %s.".formatted(file, missing));
  }
}
