package dev.reelway.route;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The exchange variables that beans read and set without their routes showing it. */
final class BeanVariables {

  /** The variables that beans set on the exchange, by bean name and method. */
  static final Map<String, Set<String>> SET =
      Map.of(
          "chatRequests.order", Set.of("stream", "chatStyle", "chatUsage"),
          "chatRequests.repeated", Set.of("stream", "chatStyle", "chatUsage"),
          "imageRequests.generation", Set.of("format", "respondAsync", "stream"),
          "imageRequests.edit", Set.of("format", "respondAsync", "stream"),
          "imageLookups.watch", Set.of("format", "respondAsync", "stream"),
          "frameContent.image", Set.of("asset"),
          "idempotency.answer", Set.of("resource"));

  /** Methods that accept any body and never fail. */
  private static final Set<String> TAKE_ANYTHING =
      Set.of("orderMessages.received", "folderIntake.claimed");

  private static final Pattern CALL = Pattern.compile("(\\w+)\\s*(?:\\((.*)\\))?", Pattern.DOTALL);

  private final Function<String, Optional<Class<?>>> types;

  /**
   * @param types the class of a bean by its name
   */
  BeanVariables(Function<String, Optional<Class<?>>> types) {
    this.types = types;
  }

  /**
   * The variables that the parameters of a bean's method read and the route does not pass itself.
   */
  Set<String> read(@Nullable Object call) {
    var method = CALL.matcher(RouteYaml.text(call, "method").orElse(""));
    if (!method.matches()) {
      return Set.of();
    }
    int given = count(method.group(2));
    return RouteYaml.text(call, "ref")
        .flatMap(types)
        .map(type -> methods(type, method.group(1)))
        .map(some -> asked(some, given))
        .orElse(Set.of());
  }

  Set<String> set(@Nullable Object call) {
    return SET.getOrDefault(name(call), Set.of());
  }

  boolean takesAnything(Object call) {
    return TAKE_ANYTHING.contains(name(call));
  }

  private static String name(@Nullable Object call) {
    var method = RouteYaml.text(call, "method").orElse("").replaceFirst("\\(.*", "").strip();
    return RouteYaml.text(call, "ref").orElse("") + "." + method;
  }

  private static Stream<Method> methods(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .filter(one -> one.getName().equals(name) && !one.isBridge());
  }

  /** Of several methods with one name, the variables that all of them read. */
  private static Set<String> asked(Stream<Method> methods, int given) {
    return methods
        .map(method -> asked(method, given))
        .reduce(
            (one, other) -> {
              var both = new TreeSet<>(one);
              both.retainAll(other);
              return both;
            })
        .orElse(Set.of());
  }

  private static Set<String> asked(Method method, int given) {
    var parameters = method.getParameters();
    return IntStream.range(given, parameters.length)
        .mapToObj(i -> Optional.ofNullable(variable(parameters[i])))
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private static @Nullable String variable(Parameter parameter) {
    var asked = parameter.getAnnotation(Variable.class);
    return asked == null ? null : asked.value();
  }

  /** The number of parameters of a call, separated by commas outside of brackets. */
  private static int count(@Nullable String parameters) {
    if (parameters == null || parameters.isBlank()) {
      return 0;
    }
    int depth = 0;
    int count = 1;
    for (char one : parameters.toCharArray()) {
      depth += "({[".indexOf(one) >= 0 ? 1 : ")}]".indexOf(one) >= 0 ? -1 : 0;
      count += one == ',' && depth == 0 ? 1 : 0;
    }
    return count;
  }
}
