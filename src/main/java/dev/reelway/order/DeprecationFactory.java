package dev.reelway.order;

import static dev.reelway.setup.SettingsChecks.check;
import static dev.reelway.setup.SettingsChecks.required;

import dev.reelway.setup.ConfigurationRefused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes deprecations out of settings; wrong ones are refused by their key. */
final class DeprecationFactory {

  private DeprecationFactory() {}

  static Map<String, Deprecation> deprecations(
      DeprecationSettings.ByModel settings, RenderedModels rendered) {
    Map<String, Deprecation> all = new LinkedHashMap<>();
    settings.all().forEach((name, one) -> all.put(name, deprecation(name, one, rendered.names())));
    return all;
  }

  private static Deprecation deprecation(
      String name, DeprecationSettings one, Set<String> rendered) {
    var key = "reelway.deprecations." + name;
    ModelNameChecks.check(name, key);
    var since = time(required(one.since(), key + ".since", "must be set."), key + ".since");
    var sunset = sunset(one.sunset(), since, key + ".sunset");
    return new Deprecation(since, sunset, successor(one, name, rendered, key + ".successor"));
  }

  private static @Nullable Instant sunset(@Nullable String text, Instant since, String key) {
    if (text == null || text.isBlank()) {
      return null;
    }
    var sunset = time(text, key);
    check(!sunset.isBefore(since), key, "must not be before since.");
    return sunset;
  }

  private static @Nullable String successor(
      DeprecationSettings one, String name, Set<String> rendered, String key) {
    var successor = one.successor();
    if (successor == null || successor.isBlank()) {
      return null;
    }
    check(
        rendered.contains(successor) && !successor.equals(name),
        key,
        "must be another model of reelway.models: %s.".formatted(String.join(", ", rendered)));
    return successor;
  }

  private static Instant time(String text, String key) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException unreadable) {
      throw new ConfigurationRefused(
          key, "must be a date or an instant, like 2026-12-31 or 2026-12-31T18:00:00Z.");
    }
  }
}
