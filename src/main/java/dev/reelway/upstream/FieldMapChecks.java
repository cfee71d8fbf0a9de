package dev.reelway.upstream;

import static dev.reelway.setup.SettingsChecks.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.setup.ConfigurationRefused;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Refuses a field map of a model that {@link FieldMap} could not follow, with one sentence. */
final class FieldMapChecks {

  private static final Pattern FIELD = Pattern.compile("[A-Za-z_][\\w-]*(?:\\.[A-Za-z_][\\w-]*)*");
  private static final List<String> KEYS =
      List.of("as", "type", "prefix", "suffix", "values", "value");
  private static final List<String> TYPES = List.of("string", "number", "list");

  private FieldMapChecks() {}

  /**
   * @param key the full key of the map
   */
  static void possible(ObjectNode map, String key) {
    var lists = new HashMap<String, Boolean>();
    for (var one : map.properties()) {
      var path = key + "." + one.getKey();
      var entry = entry(one.getValue(), path);
      check(
          entry.has("value") || OrderValues.NAMES.contains(one.getKey()),
          path,
          "cannot be sent: " + Slots.unknown(one.getKey()));
      var type = entry.path("type").asText();
      boolean list = type.equals("list");
      check(
          type.isEmpty() || list || !OrderFiles.LISTS.contains(one.getKey()),
          path + ".type",
          "must be list, or be left out: it is for several files. The first image alone is"
              + " `image`.");
      if (!FieldMap.isOff(one.getValue())) {
        var before = lists.put(FieldMap.field(one.getKey(), one.getValue()), list);
        check(
            before == null || before && list,
            path,
            "is sent as a field that another value is sent as too. Only lists can be joined.");
      }
    }
  }

  /** The keys of an entry, none for one of a single word. */
  private static JsonNode entry(JsonNode entry, String key) {
    if (entry instanceof ObjectNode keys) {
      keys(keys, key);
      return keys;
    }
    check(
        FieldMap.isOff(entry) || entry.isTextual() && FIELD.matcher(entry.textValue()).matches(),
        key,
        "must be the name of a field, false, or keys like {as: duration, type: string}.");
    return entry;
  }

  private static void keys(ObjectNode entry, String key) {
    Set<String> unknown = new TreeSet<>();
    entry.fieldNames().forEachRemaining(unknown::add);
    KEYS.forEach(unknown::remove);
    check(
        unknown.isEmpty(),
        key,
        "has the unknown key %s. Known keys: %s."
            .formatted(String.join(", ", unknown), String.join(", ", KEYS)));
    check(
        !entry.has("as") || FIELD.matcher(entry.path("as").asText()).matches(),
        key + ".as",
        "must be the name of a field, like duration or camera.motion.");
    check(
        !entry.has("type") || TYPES.contains(entry.path("type").asText()),
        key + ".type",
        "must be one of: %s.".formatted(String.join(", ", TYPES)));
    check(
        !entry.has("values") || entry.path("values").isObject(),
        key + ".values",
        "must map words of an order to words of the engine, like {720p: hd}.");
    Slots.mistake(entry.path("value"))
        .ifPresent(
            mistake -> {
              throw new ConfigurationRefused(key + ".value", mistake);
            });
  }
}
