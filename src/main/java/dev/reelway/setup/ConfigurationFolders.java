package dev.reelway.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** The folders that an operator's {@code application.yaml} may lie in. */
public final class ConfigurationFolders {

  private ConfigurationFolders() {}

  /**
   * The folder that the service is started from, the folders that {@code
   * spring.config.additional-location} names, and the folder of the jar.
   */
  public static List<Path> of(Environment environment) {
    var named = environment.getProperty("spring.config.additional-location", "");
    return Stream.of(
            Stream.of(Path.of("")),
            Stream.of(named.split("[,;]")).flatMap(one -> folder(one).stream()),
            Stream.of(JarFolder.path()))
        .flatMap(one -> one)
        .toList();
  }

  private static Optional<Path> folder(String location) {
    var place = location.strip().replaceFirst("^optional:", "");
    try {
      return place.startsWith("file:/") && place.endsWith("/")
          ? Optional.of(Path.of(URI.create(place)))
          : place.startsWith("file:") && place.endsWith("/")
              ? Optional.of(Path.of(place.substring("file:".length())))
              : Optional.empty();
    } catch (IllegalArgumentException notAFolder) {
      return Optional.empty();
    }
  }
}
