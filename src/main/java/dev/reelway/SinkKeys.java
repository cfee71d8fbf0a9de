package dev.reelway;

import dev.reelway.licence.LicenceSettings;
import dev.reelway.sink.Naming;
import dev.reelway.sink.Storing;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * What is set of one sink.
 *
 * @param prefix what its keys begin with in a refusal
 */
record SinkKeys(String prefix, Map<String, String> keys) {

  private static final String KEEP = "keep";
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(36_500);
  private static final String KEPT = "must be empty, or a time from 1m to 36500d, like 30d.";

  static SinkKeys of(Settings settings, String sink) {
    return new SinkKeys(
        "reelway.sinks." + sink + ".", settings.sinks().getOrDefault(sink, Map.of()));
  }

  /** How files are called in each of the sinks that they go to. */
  static Function<String, Naming> namings(Settings settings) {
    var all = new HashMap<String, Naming>();
    Inlets.sinks(settings).keySet().forEach(sink -> all.put(sink, naming(settings, sink)));
    var usual = Objects.requireNonNull(all.get(settings.sink()));
    return sink -> all.getOrDefault(sink, usual);
  }

  private static Naming naming(Settings settings, String sink) {
    var keys = of(settings, sink);
    var given = keys.optional("key");
    var template = given == null ? "{date}/{job}.{ext}" : given;
    var prefix = keys.optional("prefix");
    var fault = Naming.fault(template, prefix == null ? "" : prefix + "/");
    fault.ifPresent(sentence -> keys.check(false, "key", sentence));
    return new Naming(template);
  }

  /** How long files stay in each of the sinks that they go to, and a licence's own files. */
  static Storing.Keep keep(Settings settings) {
    var sinks = new HashMap<String, Duration>();
    Inlets.sinks(settings)
        .keySet()
        .forEach(sink -> of(settings, sink).keep().ifPresent(time -> sinks.put(sink, time)));
    var licences = new HashMap<String, Duration>();
    settings
        .licences()
        .forEach((name, one) -> licence(name, one).ifPresent(time -> licences.put(name, time)));
    return (licence, sink) -> licences.getOrDefault(licence, sinks.get(sink));
  }

  private static Optional<Duration> licence(String name, LicenceSettings one) {
    var keep = one.keep();
    Settled.check(keep == null || isTime(keep), "reelway.licences." + name + ".keep", KEPT);
    return Optional.ofNullable(keep);
  }

  private Optional<Duration> keep() {
    var given = optional(KEEP);
    try {
      var keep = given == null ? null : DurationStyle.detectAndParse(given);
      check(keep == null || isTime(keep), KEEP, KEPT);
      return Optional.ofNullable(keep);
    } catch (IllegalArgumentException noTime) {
      throw new ConfigurationRefused(prefix + KEEP, KEPT);
    }
  }

  private static boolean isTime(Duration keep) {
    return keep.compareTo(LEAST) >= 0 && keep.compareTo(MOST) <= 0;
  }

  /** Refuses every key but these, and how long files stay. */
  SinkKeys only(List<String> known) {
    for (var key : keys.keySet()) {
      check(
          key.equals(KEEP) || known.stream().anyMatch(one -> isSame(one, key)),
          key,
          "must not be set: there is no such key.");
    }
    return this;
  }

  /** In an environment variable a key has no dashes. */
  private static boolean isSame(String key, String given) {
    return key.replace("-", "").equalsIgnoreCase(given.replace("-", ""));
  }

  @Nullable String optional(String key) {
    var value = keys.get(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String given(String key, String otherwise) {
    return Settled.given(optional(key), prefix + key, otherwise);
  }

  /** True or false, where it is set. */
  boolean flag(String key, boolean otherwise) {
    var given = optional(key);
    check(given == null || given.matches("true|false"), key, "must be true or false.");
    return given == null ? otherwise : Boolean.parseBoolean(given);
  }

  /** An http or https URL, where it is set. */
  @Nullable URI url(String key) {
    var given = optional(key);
    var url = given == null ? null : Settled.uri(given);
    check(
        given == null || Settled.isHttp(url),
        key,
        "must be empty, or an http or https URL with a host, and without a query.");
    return url;
  }

  /** A time, from one to another. */
  Duration time(String key, Duration least, Duration most) {
    var sentence = "must be a time from %s to %s, like 1h.".formatted(told(least), told(most));
    try {
      var time = DurationStyle.detectAndParse(given(key, sentence));
      check(time.compareTo(least) >= 0 && time.compareTo(most) <= 0, key, sentence);
      return time;
    } catch (IllegalArgumentException noTime) {
      throw new ConfigurationRefused(prefix + key, sentence);
    }
  }

  private static String told(Duration time) {
    return time.toDays() > 0 ? time.toDays() + "d" : time.toSeconds() + "s";
  }

  /** A file that is there. */
  @Nullable Path file(String key) {
    var given = optional(key);
    try {
      var file = given == null ? null : Path.of(given);
      check(file == null || Files.isReadable(file), key, "must name a file that can be read.");
      return file;
    } catch (InvalidPathException noPath) {
      throw new ConfigurationRefused(prefix + key, "must name a file that can be read.");
    }
  }

  void check(boolean right, String key, String otherwise) {
    Settled.check(right, prefix + key, otherwise);
  }
}
