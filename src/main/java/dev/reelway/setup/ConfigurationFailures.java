package dev.reelway.setup;

import dev.reelway.setup.KnownSettings.Unknown;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
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

  private static @Nullable String sentence(Throwable failure) {
    return sentence(failure, null);
  }

  /**
   * The deepest cause is the most precise.
   *
   * @param bind the last exception above it that knows what is bound
   */
  private static @Nullable String sentence(Throwable failure, @Nullable BindException bind) {
    var cause = failure.getCause();
    var next = failure instanceof BindException own ? own : bind;
    var deeper = cause == null ? null : sentence(cause, next);
    return switch (failure) {
      case ConfigurationRefused refused -> refused.sentence();
      case UnboundConfigurationPropertiesException unknown -> unknown(unknown, bind);
      case BindException unfit when deeper == null ->
          "%s must be %s.".formatted(unfit.getName(), form(unfit.getTarget().getType()));
      case YAMLException broken -> BrokenYaml.sentence(broken);
      case PlaceholderResolutionException missing ->
          missing.getPlaceholder() + " must be set, because another setting refers to it.";
      default -> deeper;
    };
  }

  /** The unknown keys, each once, and what they most likely mean. */
  private static String unknown(
      UnboundConfigurationPropertiesException failure, @Nullable BindException bind) {
    var known =
        bind == null
            ? new KnownSettings(ConfigurationPropertyName.EMPTY, ResolvableType.NONE)
            : new KnownSettings(bind.getName(), bind.getTarget().getType());
    var unknown =
        failure.getUnboundProperties().stream()
            .map(property -> known.unknown(property.getName()))
            .distinct()
            .sorted(Comparator.comparing(Unknown::key))
            .toList();
    var meant = joined(unknown.stream().flatMap(one -> Stream.ofNullable(one.nearest())));
    return joined(unknown.stream().map(Unknown::key))
        + (unknown.size() == 1 ? " is not a known setting." : " are not known settings.")
        + (meant.isEmpty() ? "" : " Did you mean %s?".formatted(meant));
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
