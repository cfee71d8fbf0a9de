package dev.reelway;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is set of one sink.
 *
 * @param prefix what its keys begin with in a refusal
 */
record SinkKeys(String prefix, Map<String, String> keys) {

  static SinkKeys of(Settings settings, String sink) {
    return new SinkKeys(
        "reelway.sinks." + sink + ".", settings.sinks().getOrDefault(sink, Map.of()));
  }

  /** Refuses every key but these. */
  SinkKeys only(List<String> known) {
    for (var key : keys.keySet()) {
      check(
          known.stream().anyMatch(one -> isSame(one, key)),
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
