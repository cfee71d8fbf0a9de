package dev.reelway.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The templates of some route files, and the routes that their {@code templatedRoute}s make. */
public final class Templates {

  private final Map<String, Map<?, ?>> byId;

  /**
   * @param entries the entries of all files
   */
  public Templates(Stream<? extends Map<?, ?>> entries) {
    this.byId =
        entries
            .flatMap(entry -> RouteYaml.groups(List.of(entry)))
            .flatMap(entry -> RouteYaml.group(entry, "routeTemplate").stream())
            .filter(template -> RouteYaml.text(template, "id").isPresent())
            .collect(
                Collectors.toMap(
                    template -> RouteYaml.text(template, "id").orElse(""),
                    template -> template,
                    (one, other) -> other));
  }

  /**
   * The entry itself, or, of a {@code templatedRoute} whose template is known, the route that it
   * makes: with its own id, and the description of its template.
   */
  public Map<?, ?> filledIn(Map<?, ?> entry) {
    return RouteYaml.group(entry, "templatedRoute")
        .flatMap(this::route)
        .<Map<?, ?>>map(route -> Map.of("route", route))
        .orElse(entry);
  }

  private Optional<Map<?, ?>> route(Map<?, ?> made) {
    return Optional.ofNullable(byId.get(RouteYaml.text(made, "routeTemplateRef").orElse("")))
        .flatMap(
            template ->
                RouteYaml.group(template, "route").map(route -> route(route, template, made)));
  }

  private static Map<?, ?> route(Map<?, ?> route, Map<?, ?> template, Map<?, ?> made) {
    var whole = new LinkedHashMap<Object, Object>();
    RouteYaml.text(made, "routeId").ifPresent(id -> whole.put("id", id));
    RouteYaml.text(template, "description").ifPresent(text -> whole.put("description", text));
    whole.putAll(route);
    var values = new LinkedHashMap<String, String>();
    values(template, "defaultValue", values);
    values(made, "value", values);
    return (Map<?, ?>) filled(whole, values);
  }

  private static void values(Map<?, ?> group, String key, Map<String, String> values) {
    RouteYaml.groups(RouteYaml.at(group, "parameters"))
        .forEach(
            one ->
                RouteYaml.text(one, key)
                    .ifPresent(value -> values.put(RouteYaml.text(one, "name").orElse(""), value)));
  }

  private static Object filled(Object node, Map<String, String> values) {
    return switch (node) {
      case Map<?, ?> group -> {
        var all = new LinkedHashMap<Object, @Nullable Object>();
        group.forEach((key, value) -> all.put(key, value == null ? null : filled(value, values)));
        yield all;
      }
      case List<?> list -> list.stream().map(one -> filled(one, values)).toList();
      case String text -> text(text, values);
      default -> node;
    };
  }

  private static String text(String text, Map<String, String> values) {
    var now = text;
    for (var value : values.entrySet()) {
      now = now.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    return now;
  }
}
