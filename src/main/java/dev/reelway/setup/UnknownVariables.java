package dev.reelway.setup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses variables of the environment that begin with {@code REELWAY_}, and system properties that
 * begin with {@code reelway.}, if they set nothing and are like the name of a setting: Boot ignores
 * these without a word, as it cannot know whose they are. Others, which may be a script's or a
 * client's, are warned of.
 */
final class UnknownVariables {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.setup");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:${}]+)");

  /** The page's samples read the key of their caller from it. */
  private static final Set<String> OF_CALLERS = Set.of("REELWAY_KEY");

  /** What Kubernetes sets in each container for a service that is named {@code reelway}. */
  private static final Pattern SERVICE =
      Pattern.compile(
          "REELWAY_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_[A-Z]+(_(PROTO|PORT|ADDR))?)");

  private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

  private final List<EnumerablePropertySource<?>> sources = new ArrayList<>();

  UnknownVariables(Iterable<ConfigurationPropertySource> all) {
    for (var one : all) {
      if (one.getUnderlyingSource() instanceof EnumerablePropertySource<?> source) {
        sources.add(source);
      }
    }
  }

  /**
   * @param off the names that are switched off, and were not bound for that reason
   */
  void refuse(ResolvableType root, Object settings, Collection<ConfigurationPropertyName> off) {
    var used =
        Stream.concat(placeholders(), off.stream().map(ConfigurationPropertyName::toString))
            .map(VariableName::uniform)
            .collect(Collectors.toSet());
    var unknown = new TreeMap<String, VariableName>();
    names()
        .forEach(
            (name, words) -> {
              if (!used.contains(VariableName.uniform(name)) && !words.isKnown(root, settings)) {
                unknown.put(name, words);
              }
            });
    var misspelt = new TreeMap<>(unknown);
    misspelt.values().removeIf(one -> one.nearest().isEmpty());
    if (!misspelt.isEmpty()) {
      throw new ConfigurationRefused(sentence(misspelt));
    }
    unknown.keySet().forEach(name -> LOG.warn("{} is not a known setting: it sets nothing", name));
  }

  private static String sentence(Map<String, VariableName> unknown) {
    var meant =
        unknown.values().stream()
            .flatMap(one -> one.nearest().stream())
            .collect(Collectors.joining(", "));
    return String.join(", ", unknown.keySet())
        + (unknown.size() == 1 ? " is not a known setting." : " are not known settings.")
        + " Did you mean %s?".formatted(meant);
  }

  /** Names that stand for a value somewhere else. */
  private Stream<String> placeholders() {
    return sources.stream()
        .flatMap(source -> Stream.of(source.getPropertyNames()).map(source::getProperty))
        .flatMap(value -> PLACEHOLDER.matcher(String.valueOf(value)).results())
        .map(found -> found.group(1));
  }

  private Map<String, VariableName> names() {
    Map<String, VariableName> all = new TreeMap<>();
    for (var source : sources) {
      if (source instanceof SystemEnvironmentPropertySource) {
        add(all, source, "REELWAY_", VariableName::ofEnvironment);
      } else if (source
          .getName()
          .equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
        add(all, source, "reelway.", VariableName::ofSystemProperty);
      }
    }
    return all;
  }

  private static void add(
      Map<String, VariableName> all,
      EnumerablePropertySource<?> source,
      String prefix,
      Function<String, VariableName> read) {
    Stream.of(source.getPropertyNames())
        .filter(name -> name.startsWith(prefix) && !OF_CALLERS.contains(name))
        .filter(name -> !isService(name, String.valueOf(source.getProperty(name))))
        .forEach(name -> all.put(name, read.apply(name)));
  }

  private static boolean isService(String name, String value) {
    return SERVICE.matcher(name).matches()
        || name.endsWith("_PORT") && SERVICE_URL.matcher(value).matches();
  }
}
