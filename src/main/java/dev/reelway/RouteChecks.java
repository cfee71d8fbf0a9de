package dev.reelway;

import dev.reelway.setup.SettingsChecks;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses dialects and sinks in use whose route files are missing or incomplete. */
final class RouteChecks {

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
