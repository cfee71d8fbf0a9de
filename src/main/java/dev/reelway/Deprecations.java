package dev.reelway;

import dev.reelway.order.Deprecation;
import dev.reelway.order.DeprecationSettings;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which public models are on their way out, checked as {@link Engines} does it. */
final class Deprecations {

  private Deprecations() {}

  /**
   * @param rendered the models that somebody renders
   */
  static Map<String, Deprecation> of(Settings settings, Set<String> rendered) {
    Map<String, Deprecation> all = new LinkedHashMap<>();
    settings.deprecations().forEach((name, one) -> all.put(name, deprecation(name, one, rendered)));
    return all;
  }

  private static Deprecation deprecation(
      String name, DeprecationSettings one, Set<String> rendered) {
    var key = "reelway.deprecations." + name;
    Settled.check(Engines.isModelName(name), key, "must be a plain model name.");
    var since = time(Settled.given(one.since(), key + ".since", "must be given."), key + ".since");
    var sunset = sunset(one.sunset(), since, key + ".sunset");
    return new Deprecation(since, sunset, successor(one, name, rendered, key + ".successor"));
  }

  private static @Nullable Instant sunset(@Nullable String text, Instant since, String key) {
    if (text == null || text.isBlank()) {
      return null;
    }
    var sunset = time(text, key);
    Settled.check(!sunset.isBefore(since), key, "must not be before since.");
    return sunset;
  }

  private static @Nullable String successor(
      DeprecationSettings one, String name, Set<String> rendered, String key) {
    var successor = one.successor();
    if (successor == null || successor.isBlank()) {
      return null;
    }
    Settled.check(
        rendered.contains(successor) && !successor.equals(name),
        key,
        "must be another one of reelway.models: %s.".formatted(String.join(", ", rendered)));
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
