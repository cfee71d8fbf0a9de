package dev.reelway.route;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The name of an endpoint in a route file. Parts of it may be expressions or properties, and are
 * only known at runtime.
 *
 * @param text as it is written
 * @param pattern the names that it may have at runtime; null if it is known as it is, or not at all
 */
record EndpointName(String text, @Nullable Pattern pattern) {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{[^}]*}|\\$simple\\{[^}]*}|\\{\\{[^}]*}}");
  private static final Pattern NAMED = Pattern.compile("\\w+:.+");

  static EndpointName of(String text) {
    return new EndpointName(text, isStatic(text) || !hasName(text) ? null : pattern(text));
  }

  /** Whether the whole name is known before runtime. */
  static boolean isStatic(String text) {
    return !PLACEHOLDER.matcher(text).find();
  }

  /** Whether both may be one endpoint. A name of which nothing is known means none. */
  boolean mayBe(EndpointName other) {
    return text.equals(other.text) ? isKnown() : matches(other) || other.matches(this);
  }

  private boolean isKnown() {
    return pattern != null || isStatic(text);
  }

  private boolean matches(EndpointName other) {
    return pattern != null && hasName(other.text) && pattern.matcher(other.text).matches();
  }

  private static boolean hasName(String text) {
    return NAMED.matcher(PLACEHOLDER.matcher(text).replaceAll("")).matches();
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(
        PLACEHOLDER
            .splitAsStream(text + " ")
            .map(part -> part.isBlank() ? "" : Pattern.quote(part.stripTrailing()))
            .collect(Collectors.joining(".+")));
  }
}
