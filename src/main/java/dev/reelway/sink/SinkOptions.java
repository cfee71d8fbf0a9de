package dev.reelway.sink;

import dev.reelway.setup.ConfigurationRefused;
import dev.reelway.setup.SettingsChecks;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;

/**
 * The options of one sink, read as what they are meant to be.
 *
 * @param prefix what their full keys begin with
 */
public record SinkOptions(String prefix, Map<String, String> keys) {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");
  private static final String KEEP = "keep";
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(36_500);
  private static final String KEPT = "must be empty or a duration from 1m to 36500d, like 30d.";

  public static SinkOptions of(SinkSettings settings, String sink) {
    return new SinkOptions(
        "reelway.sinks." + sink + ".", settings.options().getOrDefault(sink, Map.of()));
  }

  /**
   * Reads the settings of a sink. Wrong ones are refused only where files go to it. Where they go
   * elsewhere by now, those that lie in it can still be opened if its settings are right.
   *
   * @param known all its keys, first the one without which it is not configured at all
   */
  public static <T> Optional<T> read(
      SinkSettings settings, String sink, List<String> known, Function<SinkOptions, T> reader) {
    var options = of(settings, sink);
    try {
      return Optional.of(reader.apply(options.only(known)));
    } catch (ConfigurationRefused refused) {
      if (settings.uses(sink)) {
        throw refused;
      }
      if (options.optional(known.getFirst()) != null || !options.unknown(known).isEmpty()) {
        LOG.warn("{} Until then files that lie in {} cannot be opened.", refused.sentence(), sink);
      }
      return Optional.empty();
    }
  }

  /** Refuses a time that is too short or too long to keep files for. */
  static void checkKeep(Duration keep, String key) {
    SettingsChecks.check(keep.compareTo(LEAST) >= 0 && keep.compareTo(MOST) <= 0, key, KEPT);
  }

  /** How long files stay, where that is set. */
  Optional<Duration> keep() {
    var given = optional(KEEP);
    if (given == null) {
      return Optional.empty();
    }
    try {
      var keep = parsed(given);
      checkKeep(keep, prefix + KEEP);
      return Optional.of(keep);
    } catch (IllegalArgumentException malformed) {
      throw new ConfigurationRefused(prefix + KEEP, KEPT);
    }
  }

  /** Refuses every key but these, and how long files stay. */
  public SinkOptions only(List<String> known) {
    unknown(known).forEach(key -> check(false, key, "is not a known setting."));
    return this;
  }

  private List<String> unknown(List<String> known) {
    return keys.keySet().stream()
        .filter(key -> !key.equals(KEEP) && known.stream().noneMatch(one -> isSame(one, key)))
        .toList();
  }

  /** In an environment variable a key has no dashes. */
  private static boolean isSame(String key, String given) {
    return key.replace("-", "").equalsIgnoreCase(given.replace("-", ""));
  }

  public @Nullable String optional(String key) {
    return SettingsChecks.orNull(keys.get(key));
  }

  public String required(String key, String otherwise) {
    return SettingsChecks.required(optional(key), prefix + key, otherwise);
  }

  /** True or false, where it is set. */
  public boolean flag(String key, boolean otherwise) {
    var given = optional(key);
    check(given == null || given.matches("true|false"), key, "must be true or false.");
    return given == null ? otherwise : Boolean.parseBoolean(given);
  }

  /** An http or https URL, where it is set. */
  public @Nullable URI url(String key) {
    var given = optional(key);
    var url = given == null ? null : SettingsChecks.uri(given);
    check(given == null || SettingsChecks.isHttp(url), key, SettingsChecks.OPTIONAL_HTTP_URL);
    return url;
  }

  /** A time, from one to another. */
  public Duration time(String key, Duration least, Duration most) {
    var sentence =
        "must be a duration from %s to %s, like 1h.".formatted(format(least), format(most));
    try {
      var time = parsed(required(key, sentence));
      check(time.compareTo(least) >= 0 && time.compareTo(most) <= 0, key, sentence);
      return time;
    } catch (IllegalArgumentException malformed) {
      throw new ConfigurationRefused(prefix + key, sentence);
    }
  }

  /** A bare number would be milliseconds. */
  private static Duration parsed(String text) {
    if (text.matches("[+-]?\\d+")) {
      throw new IllegalArgumentException("no unit");
    }
    return DurationStyle.detectAndParse(text);
  }

  private static String format(Duration time) {
    return time.toDays() > 0 ? time.toDays() + "d" : time.toSeconds() + "s";
  }

  /** A file that is there. */
  public @Nullable Path file(String key) {
    var given = optional(key);
    try {
      var file = given == null ? null : Path.of(given);
      check(file == null || Files.isReadable(file), key, "must name a readable file.");
      return file;
    } catch (InvalidPathException noPath) {
      throw new ConfigurationRefused(prefix + key, "must name a readable file.");
    }
  }

  public void check(boolean right, String key, String otherwise) {
    SettingsChecks.check(right, prefix + key, otherwise);
  }
}
