package dev.reelway.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An OpenAPI description without the forms of requests that can also be JSON. Generators of clients
 * use one kind of body per request, the first, and those in Java send a form with all of its files
 * or none.
 */
final class JsonBodies {

  private static final String JSON = "application/json";

  private JsonBodies() {}

  /** A description in YAML, where each request that can have a JSON body has no other. */
  static String of(String description) {
    Map<String, Object> all = new Yaml(new SafeConstructor(new LoaderOptions())).load(description);
    for (var path : map(all.get("paths")).values()) {
      for (var operation : map(path).values()) {
        var content = map(map(map(operation).get("requestBody")).get("content"));
        if (content.containsKey(JSON)) {
          content.keySet().removeIf(type -> !type.equals(JSON));
        }
      }
    }
    var options = new DumperOptions();
    options.setDefaultFlowStyle(FlowStyle.BLOCK);
    return new Yaml(options).dump(all);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
