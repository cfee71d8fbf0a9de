package dev.reelway.route;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The exchange variables that one step reads and sets by itself, without the steps below it. */
final class StepVariables {

  /** Below these are other steps. */
  private static final Set<String> APART =
      Set.of("steps", "when", "otherwise", "doCatch", "doFinally", "onFallback");

  /** Texts that are not evaluated. */
  private static final Set<String> TEXTS = Set.of("description", "note", "id", "constant");

  /** A variable that is read with a question mark need not be set. */
  private static final List<Pattern> READS =
      List.of(
          Pattern.compile("\\$(?:simple)?\\{variable(?:\\.|\\[|:)['\"]?([\\w:-]+)"),
          Pattern.compile("\\$(?:simple)?\\{variables(?:\\.|\\[)['\"]?(?!size|length)([\\w:-]+)"),
          Pattern.compile("\\$(?:simple)?\\{variableAs\\(\\s*([\\w:-]+)"),
          Pattern.compile("\\bvariable\\(\\s*\"([\\w:-]+)\""));

  /** Their variables live longer than an exchange, or are not variables. */
  private static final Pattern ELSEWHERE = Pattern.compile("(global|route|header):.*");

  private static final Pattern PLAIN =
      Pattern.compile(
          "\\$\\{(body|null|exception|empty\\(\\w+\\)|(variable|header)\\.[\\w-]+)}|[^$]*");

  private final BeanVariables beanVariables;
  private final Map<Object, Set<String>> read = new IdentityHashMap<>();
  private final Map<Object, Set<String>> set = new IdentityHashMap<>();

  StepVariables(BeanVariables beanVariables) {
    this.beanVariables = beanVariables;
  }

  /** Whether a text under this key is not evaluated. */
  static boolean isText(String key) {
    return TEXTS.contains(key);
  }

  Set<String> read(String kind, @Nullable Object step) {
    return step == null ? Set.of() : read.computeIfAbsent(step, same -> scanned(kind, same));
  }

  private Set<String> scanned(String kind, Object step) {
    var all = new TreeSet<String>();
    scan(kind, step, all);
    all.removeIf(name -> ELSEWHERE.matcher(name).matches());
    return all.stream()
        .map(name -> name.replaceFirst("^exchange:", ""))
        .collect(Collectors.toSet());
  }

  private void scan(String key, @Nullable Object node, Collection<String> all) {
    if (APART.contains(key) || isText(key)) {
      return;
    }
    switch (node) {
      case Map<?, ?> group -> {
        if (key.equals("bean") || key.equals("method")) {
          all.addAll(beanVariables.read(group));
        }
        group.forEach((inner, value) -> scan(String.valueOf(inner), value, all));
      }
      case List<?> list -> list.forEach(one -> scan("", one, all));
      case null -> {}
      default -> text(key, String.valueOf(node), all);
    }
  }

  private static void text(String key, String text, Collection<String> all) {
    for (var pattern : READS) {
      pattern.matcher(text).results().forEach(found -> all.add(found.group(1)));
    }
    if (key.equals("variableSend")) {
      all.add(text);
    }
    if (key.equals("source") && text.startsWith("variable:")) {
      all.add(text.substring("variable:".length()));
    }
  }

  Set<String> set(String kind, @Nullable Object step) {
    return step == null ? Set.of() : set.computeIfAbsent(step, same -> named(kind, same));
  }

  private Set<String> named(String kind, Object step) {
    var names =
        switch (kind) {
          case "setVariable" -> RouteYaml.text(step, "name").stream();
          case "setVariables" ->
              RouteYaml.groups(RouteYaml.at(step, "variables"))
                  .flatMap(one -> RouteYaml.text(one, "name").stream());
          case "convertVariableTo" ->
              RouteYaml.text(step, "toName").or(() -> RouteYaml.text(step, "name")).stream();
          case "bean" -> beanVariables.set(step).stream();
          default -> Stream.<String>empty();
        };
    var received = RouteYaml.text(step, "variableReceive").stream();
    return Stream.concat(names, received)
        .filter(name -> !ELSEWHERE.matcher(name).matches())
        .map(name -> name.replaceFirst("^exchange:", ""))
        .collect(Collectors.toSet());
  }

  /** All variables that are set within a group, at any depth. */
  Stream<String> variablesWithin(@Nullable Object group) {
    return RouteYaml.within(group)
        .flatMap(one -> one.entrySet().stream())
        .flatMap(one -> set(String.valueOf(one.getKey()), one.getValue()).stream());
  }

  /** Whether a step only sets a variable to a value that is there already, which cannot fail. */
  boolean isPlain(String kind, @Nullable Object step) {
    if (!kind.equals("setVariable")) {
      return false;
    }
    var expression = RouteYaml.at(step, "expression");
    var given = expression == null ? step : expression;
    var method = RouteYaml.at(given, "method");
    var simple = RouteYaml.at(given, "simple");
    return RouteYaml.at(given, "constant") != null
        || method != null && beanVariables.takesAnything(method)
        || simple != null
            && PLAIN
                .matcher(RouteYaml.text(simple, "expression").orElse(String.valueOf(simple)))
                .matches();
  }
}
