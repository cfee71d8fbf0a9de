package dev.reelway;

import dev.reelway.setup.BrokenYaml;
import dev.reelway.wire.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.spi.Resource;

/** Says in one sentence why route files cannot be loaded. */
final class BrokenRoutes {

  private BrokenRoutes() {}

  /**
   * The first file that is not valid YAML, with the position of the mistake; for any other failure
   * what Camel says, which names the file in one of the messages, and the place in another.
   */
  static String sentence(Exception failure, Map<String, Resource> files) {
    return files.entrySet().stream()
        .flatMap(file -> BrokenYaml.in(file.getKey(), text(file.getValue())).stream())
        .findFirst()
        .orElseGet(() -> unreadable(failure));
  }

  private static String unreadable(Exception failure) {
    return Causes.of(failure).stream()
        .map(cause -> String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip())
        .distinct()
        .limit(3)
        .collect(Collectors.joining(": ", "The routes cannot be loaded: ", "."));
  }

  private static String text(Resource file) {
    try (var in = file.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
