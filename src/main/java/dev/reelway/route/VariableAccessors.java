package dev.reelway.route;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What route files read of shared variables, like {@code ${variable.job.order.prompt}}. An accessor
 * that a class does not have would otherwise fail at the first job.
 */
final class VariableAccessors {

  /** What follows an index, such as {@code [0]}, is not known before runtime. */
  private static final Pattern PATH =
      Pattern.compile("\\$(?:simple)?\\{variable\\.([\\w-]+)((?:\\??\\.\\w+(?:\\([^()]*\\))?)+)");

  private static final Pattern ACCESSOR = Pattern.compile("\\.(\\w+)");

  private static final Set<String> OF_ANY_OBJECT =
      Arrays.stream(Object.class.getMethods()).map(Method::getName).collect(Collectors.toSet());

  private final Map<String, Class<?>> types;

  /**
   * @param types the class of each shared variable whose accessors are checked
   */
  VariableAccessors(Map<String, Class<?>> types) {
    this.types = types;
  }

  /** A sentence for each accessor that the class of a variable does not have. */
  Stream<String> broken(String file, Map<?, ?> entry) {
    var route = RouteYaml.text(entry.values().iterator().next(), "id").orElse("without an id");
    return texts("", entry)
        .flatMap(text -> PATH.matcher(text).results())
        .flatMap(path -> missing(path.group(1), path.group(2)).stream())
        .map(missing -> "%s: the route %s reads %s".formatted(file, route, missing));
  }

  private static Stream<String> texts(String key, @Nullable Object node) {
    if (StepVariables.isText(key)) {
      return Stream.empty();
    }
    return switch (node) {
      case Map<?, ?> group ->
          group.entrySet().stream()
              .flatMap(one -> texts(String.valueOf(one.getKey()), one.getValue()));
      case List<?> list -> list.stream().flatMap(one -> texts("", one));
      case null -> Stream.empty();
      default -> Stream.of(String.valueOf(node));
    };
  }

  private Optional<String> missing(String variable, String path) {
    var now = of(Stream.ofNullable(types.get(variable)));
    var accessors = ACCESSOR.matcher(path).results().map(found -> found.group(1)).toList();
    for (var accessor : accessors) {
      if (now.isEmpty() || now.stream().anyMatch(VariableAccessors::isOpen)) {
        return Optional.empty();
      }
      var next = next(now, accessor);
      if (next.isEmpty()) {
        return Optional.of(sentence(variable, path, now, accessor));
      }
      now = next;
    }
    return Optional.empty();
  }

  private static String sentence(
      String variable, String path, Set<Class<?>> types, String accessor) {
    return "${variable.%s%s}, but %s has no accessor %s. Its accessors are: %s."
        .formatted(
            variable,
            path,
            types.iterator().next().getSimpleName(),
            accessor,
            types.stream()
                .flatMap(VariableAccessors::accessors)
                .filter(method -> method.getParameterCount() == 0)
                .map(Method::getName)
                .filter(name -> !OF_ANY_OBJECT.contains(name))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", ")));
  }

  /** Whether anything may be read of a value of this type, as far as is known before runtime. */
  private static boolean isOpen(Class<?> type) {
    return type == Object.class || type.isArray() || Map.class.isAssignableFrom(type);
  }

  /** The types that an accessor may answer, including those of sealed alternatives. */
  private static Set<Class<?>> next(Set<Class<?>> types, String accessor) {
    return of(
        Stream.concat(types.stream(), Stream.of(Object.class))
            .flatMap(VariableAccessors::accessors)
            .filter(method -> isNamed(method, accessor))
            .map(Method::getReturnType));
  }

  private static Set<Class<?>> of(Stream<? extends Class<?>> types) {
    return types
        .flatMap(VariableAccessors::withAlternatives)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Stream<Class<?>> withAlternatives(Class<?> type) {
    var permitted = type.getPermittedSubclasses();
    return permitted == null
        ? Stream.of(type)
        : Stream.concat(
            Stream.of(type), Arrays.stream(permitted).flatMap(VariableAccessors::withAlternatives));
  }

  private static Stream<Method> accessors(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getReturnType() != void.class && !method.isSynthetic());
  }

  private static boolean isNamed(Method method, String accessor) {
    var property = accessor.substring(0, 1).toUpperCase(Locale.ROOT) + accessor.substring(1);
    return Set.of(accessor, "get" + property, "is" + property).contains(method.getName());
  }
}
