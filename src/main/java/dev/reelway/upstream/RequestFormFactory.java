package dev.reelway.upstream;

import static dev.reelway.setup.SettingsChecks.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reelway.setup.ConfigurationRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the field maps and templates of the models; wrong ones are refused by their key. */
final class RequestFormFactory {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Path> folders;

  /**
   * @param folders where templates lie, the folder of highest priority first
   */
  RequestFormFactory(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  RequestForms forms(Map<String, List<TargetSettings>> models) {
    Map<UpstreamModel, ObjectNode> all = new HashMap<>();
    models.forEach((name, some) -> some.forEach(one -> add(all, "reelway.models." + name, one)));
    all.values().removeIf(ObjectNode::isEmpty);
    return new RequestForms(all);
  }

  private void add(Map<UpstreamModel, ObjectNode> all, String key, TargetSettings one) {
    var model = new UpstreamModel(String.valueOf(one.upstream()), String.valueOf(one.model()));
    var form = form(one, key);
    var before = all.put(model, form);
    check(
        before == null || before.equals(form),
        key,
        "gives model %s at upstream %s other fields or another template than another entry. Make them equal."
            .formatted(one.model(), one.upstream()));
  }

  private ObjectNode form(TargetSettings one, String key) {
    var form = JSON.createObjectNode();
    if (one.fields() != null && !one.fields().isEmpty()) {
      var fields = JSON.createObjectNode();
      new TreeMap<>(one.fields()).forEach((name, entry) -> fields.set(name, tree(entry)));
      FieldMapChecks.possible(fields, key + ".fields");
      form.set("fields", fields);
    }
    if (one.template() != null) {
      form.set("template", template(one.template(), key + ".template"));
    }
    return form;
  }

  /** Boot reads a list as a map of its indexes. */
  private static JsonNode tree(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return JSON.valueToTree(value);
    }
    var all = JSON.createObjectNode();
    map.forEach((name, inner) -> all.set(String.valueOf(name), tree(inner)));
    boolean list = all.has("0");
    return list ? JSON.createArrayNode().addAll(all.valueStream().toList()) : all;
  }

  private JsonNode template(String name, String key) {
    var file = find(name, key);
    try {
      var template = JSON.readTree(Files.readString(file));
      check(template.isObject(), key, "names %s, which is not a JSON object.".formatted(file));
      Slots.mistake(template)
          .ifPresent(
              mistake -> {
                throw new ConfigurationRefused(key, "names %s, which %s".formatted(file, mistake));
              });
      return template;
    } catch (JsonProcessingException broken) {
      var place = broken.getLocation();
      throw new ConfigurationRefused(
          key,
          "names %s, which is not valid JSON at line %d, column %d."
              .formatted(file, place.getLineNr(), place.getColumnNr()));
    } catch (IOException unreadable) {
      throw new ConfigurationRefused(key, "names %s, which cannot be read.".formatted(file));
    }
  }

  private Path find(String name, String key) {
    return folders.stream()
        .map(folder -> in(folder, name, key))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationRefused(
                    key,
                    "names %s, which does not exist. Put the file beside the application.yaml, or correct the path."
                        .formatted(name)));
  }

  private static Path in(Path folder, String name, String key) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException impossible) {
      throw new ConfigurationRefused(key, "must be the path of a JSON file.");
    }
  }
}
