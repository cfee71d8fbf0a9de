package dev.reelway.route;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.jspecify.annotations.Nullable;

/**
 * The jq expressions in route files. jq looks a function up when it calls it, so that a function
 * which does not exist would otherwise fail at the first job that reaches the expression.
 */
public final class JqExpressions {

  private static final String RESOURCE = "resource:";
  private static final String TREE = "net.thisptr.jackson.jq.";

  private final Scope functions;
  private final Function<String, Optional<String>> resources;

  /**
   * @param functions those that every expression may call
   * @param resources the text of a file that an expression refers to, by what follows {@code
   *     resource:}
   */
  public JqExpressions(Scope functions, Function<String, Optional<String>> resources) {
    this.functions = functions;
    this.resources = resources;
  }

  /** A sentence for each expression of a route file that is no jq, or calls what does not exist. */
  public List<String> broken(String file, String text) {
    return RouteYaml.entries(text).stream().flatMap(entry -> broken(file, entry)).toList();
  }

  private Stream<String> broken(String file, Map<?, ?> entry) {
    var route = RouteYaml.text(entry.values().iterator().next(), "id").orElse("without an id");
    return RouteYaml.within(entry)
        .flatMap(group -> expression(RouteYaml.at(group, "jq")).stream())
        .flatMap(this::mistakes)
        .distinct()
        .map(mistake -> "%s: the route %s %s".formatted(file, route, mistake));
  }

  private Optional<String> expression(@Nullable Object jq) {
    var written = jq instanceof String text ? Optional.of(text) : RouteYaml.text(jq, "expression");
    return written.flatMap(
        text ->
            text.startsWith(RESOURCE)
                ? resources.apply(text.substring(RESOURCE.length()))
                : Optional.of(text));
  }

  private Stream<String> mistakes(String expression) {
    try {
      var tree = JsonQuery.compile(expression, Versions.JQ_1_7);
      var names = new Names(new HashSet<>(), new HashSet<>());
      names.of(tree);
      return names.called().stream()
          .filter(one -> !exists(one, names.defined()))
          .map(this::missing);
    } catch (JsonQueryException e) {
      var first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return Stream.of("has a jq expression with an error: %s".formatted(first));
    }
  }

  private boolean exists(Call call, Set<Call> defined) {
    return defined.contains(call) || functions.getFunction(call.name, call.arguments) != null;
  }

  private String missing(Call call) {
    var others =
        Stream.iterate(0, n -> n + 1)
            .limit(5)
            .filter(n -> functions.getFunction(call.name, n) != null)
            .map(String::valueOf)
            .collect(Collectors.joining(" or "));
    return others.isEmpty()
        ? "calls the jq function %s, which does not exist here. Write the expression without it."
            .formatted(call.name)
        : "calls the jq function %s with %d arguments. It takes %s."
            .formatted(call.name, call.arguments, others);
  }

  /** A function by its name and the number of its arguments. */
  private record Call(String name, int arguments) {}

  /**
   * What an expression calls, and what it defines itself, anywhere in it. The library has no public
   * view of an expression, so its fields are read.
   */
  private record Names(Set<Call> called, Set<Call> defined) {

    void of(@Nullable Object node) {
      switch (node) {
        case List<?> list -> list.forEach(this::of);
        case null -> {}
        case Object one when one.getClass().getName().startsWith(TREE) -> ofTree(one);
        default -> {}
      }
    }

    private void ofTree(Object node) {
      switch (node.getClass().getSimpleName()) {
        case "FunctionCall" ->
            called.add(
                new Call(String.valueOf(value(node, "name")), list(value(node, "args")).size()));
        case "FunctionDefinition" -> define(node);
        default -> {}
      }
      fields(node.getClass()).forEach(field -> of(value(node, field)));
    }

    private void define(Object node) {
      var arguments = list(value(node, "args"));
      defined.add(new Call(String.valueOf(value(node, "fname")), arguments.size()));
      arguments.forEach(
          one -> defined.add(new Call(String.valueOf(one).replaceFirst("^\\$", ""), 0)));
    }

    private static List<?> list(@Nullable Object value) {
      return value instanceof List<?> list ? list : List.of();
    }

    private static @Nullable Object value(Object node, String name) {
      return fields(node.getClass())
          .filter(field -> field.getName().equals(name))
          .findFirst()
          .map(field -> value(node, field))
          .orElse(null);
    }

    private static Stream<Field> fields(@Nullable Class<?> type) {
      return type == null || !type.getName().startsWith(TREE)
          ? Stream.empty()
          : Stream.concat(
              Arrays.stream(type.getDeclaredFields())
                  .filter(field -> !Modifier.isStatic(field.getModifiers()) && !type.isEnum()),
              fields(type.getSuperclass()));
    }

    private static @Nullable Object value(Object node, Field field) {
      try {
        field.setAccessible(true);
        return field.get(node);
      } catch (IllegalAccessException | InaccessibleObjectException hidden) {
        return null;
      }
    }
  }
}
