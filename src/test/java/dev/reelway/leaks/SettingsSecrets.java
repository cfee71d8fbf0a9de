package dev.reelway.leaks;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** Adds the secrets among the settings of each service that a test starts. */
final class SettingsSecrets implements EnvironmentPostProcessor, Ordered {

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(^|[.-])(key|keys\\[\\d+]|secret|password|token|authorization)");

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication any) {
    environment.getPropertySources().stream()
        .filter(source -> !source.getName().startsWith("system"))
        .flatMap(
            source ->
                source instanceof EnumerablePropertySource<?> known
                    ? Stream.of(known.getPropertyNames())
                    : Stream.empty())
        .filter(name -> SECRET.matcher(name).matches())
        .distinct()
        .forEach(name -> add(name, environment));
  }

  private static void add(String name, ConfigurableEnvironment environment) {
    try {
      var value = environment.getProperty(name, "");
      boolean isTemplate = value.contains("{") && !value.contains(":");
      if (!value.startsWith("file:") && !isTemplate) {
        Leaks.add(name, value);
      }
    } catch (IllegalArgumentException unresolved) {
      // The service refuses it, too.
    }
  }

  /** After all others, which may add settings. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
