package dev.reelway.setup;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Explains in one sentence which key keeps the service from starting. Values are never repeated, as
 * they may be secrets.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ConfigurationFailures implements FailureAnalyzer {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    var sentence = sentence(failure);
    return sentence == null ? null : new FailureAnalysis(sentence, null, failure);
  }

  /** The deepest cause is the most precise. */
  private static @Nullable String sentence(Throwable failure) {
    var cause = failure.getCause();
    var deeper = cause == null ? null : sentence(cause);
    return switch (failure) {
      case ConfigurationRefused refused -> refused.sentence();
      case UnboundConfigurationPropertiesException unknown -> unknown(unknown);
      case BindException bind when deeper == null ->
          "%s must be %s.".formatted(bind.getName(), form(bind.getTarget().getType()));
      case YAMLException broken -> BrokenYaml.sentence(broken);
      case PlaceholderResolutionException missing ->
          missing.getPlaceholder() + " must be set, because another setting refers to it.";
      default -> deeper;
    };
  }

  private static String unknown(UnboundConfigurationPropertiesException failure) {
    return failure.getUnboundProperties().stream()
        .map(property -> property.getName().toString())
        .sorted()
        .collect(
            Collectors.collectingAndThen(
                Collectors.toList(),
                keys ->
                    String.join(", ", keys)
                        + (keys.size() == 1
                            ? " is not a known setting."
                            : " are not known settings.")));
  }

  private static String form(ResolvableType type) {
    var found = type.resolve(Object.class);
    if (Collection.class.isAssignableFrom(found)) {
      return "a list: each " + form(type.getGeneric(0));
    }
    if (found.isRecord()) {
      var keys = Arrays.stream(found.getRecordComponents()).map(one -> one.getName());
      return "a group of keys: " + joined(keys.map(DataObjectPropertyName::toDashedForm));
    }
    return found.isEnum()
        ? "one of " + joined(Arrays.stream(found.getEnumConstants()).map(String::valueOf))
        : plain(found);
  }

  private static String joined(Stream<String> words) {
    return words.collect(Collectors.joining(", "));
  }

  private static String plain(Class<?> type) {
    if (type == Duration.class) {
      return "a duration, like 30s or 5m";
    }
    if (type == DataSize.class) {
      return "a size, like 32MB";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type == URI.class) {
      return "a URL";
    }
    if (type == Path.class) {
      return "a folder";
    }
    return type == int.class || type == long.class || Number.class.isAssignableFrom(type)
        ? "a whole number"
        : "readable as " + type.getSimpleName();
  }
}
