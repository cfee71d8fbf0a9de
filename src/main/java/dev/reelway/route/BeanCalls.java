package dev.reelway.route;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of beans in route files, by a step {@code bean} or an expression {@code method}. A
 * method that a bean does not have would otherwise fail at the first job.
 */
final class BeanCalls {

  private static final Pattern METHOD = Pattern.compile("(\\w+)\\s*(?:\\(.*)?", Pattern.DOTALL);

  private final Function<String, Optional<Class<?>>> types;

  /**
   * @param types the class of a bean by its name, where there is such a bean
   */
  BeanCalls(Function<String, Optional<Class<?>>> types) {
    this.types = types;
  }

  /** A sentence for each call of a method that its bean does not have. */
  Stream<String> broken(String file, Map<?, ?> entry) {
    var route = RouteYaml.text(entry.values().iterator().next(), "id").orElse("without an id");
    return RouteYaml.within(entry)
        .flatMap(group -> Stream.of("bean", "method").map(key -> RouteYaml.at(group, key)))
        .flatMap(call -> missing(call).stream())
        .map(missing -> "%s: the route %s calls %s".formatted(file, route, missing));
  }

  private Optional<String> missing(@Nullable Object call) {
    var bean = RouteYaml.text(call, "ref").orElse("");
    var method = METHOD.matcher(RouteYaml.text(call, "method").orElse("").strip());
    return method.matches()
        ? types.apply(bean).flatMap(type -> missing(bean, type, method.group(1)))
        : Optional.empty();
  }

  private static Optional<String> missing(String bean, Class<?> type, String method) {
    return methods(type).anyMatch(method::equals)
        ? Optional.empty()
        : Optional.of(
            "the method %s of the bean %s, which has no such method. Its methods are: %s."
                .formatted(method, bean, methods(type).collect(Collectors.joining(", "))));
  }

  private static Stream<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .distinct()
        .sorted();
  }
}
