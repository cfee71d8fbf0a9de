package dev.reelway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.ResourceResolverSupport;
import org.springframework.core.io.ClassPathResource;

/**
 * Opens files that lie beside route files, by {@code routes:upstreams/mine.jq}: in the {@code
 * routes/} folder of the highest priority that has the file, or in the jar.
 */
final class RouteResources extends ResourceResolverSupport {

  /** The name under which Camel finds it. */
  static final String BEAN = "resource-loader-routes";

  private static final Pattern REFERRED = Pattern.compile("resource:(routes:[^\\s\"'?,}]+)");
  private static final Pattern PATH = Pattern.compile("(?!.*\\.\\.)[\\w][\\w./-]*");

  private final List<Path> folders;

  /**
   * @param folders folders that may contain {@code routes/}, the one of highest priority last
   */
  RouteResources(List<Path> folders) {
    super("routes");
    this.folders = List.copyOf(folders);
  }

  /** The files that the text of a route file refers to, each as {@code routes:<path>}. */
  static Stream<String> referred(String text) {
    return REFERRED.matcher(text).results().map(found -> found.group(1));
  }

  /** The content of {@code routes:<path>}, if there is such a file. */
  Optional<byte[]> read(String location) {
    return path(location).flatMap(this::content);
  }

  @Override
  protected Resource createResource(String location, String remaining) {
    return read(location)
        .map(content -> ResourceHelper.fromBytes(location, content))
        .orElseThrow(
            () -> new IllegalArgumentException("the file %s does not exist".formatted(location)));
  }

  private static Optional<String> path(String location) {
    return Optional.of(location.substring(location.indexOf(':') + 1))
        .filter(path -> PATH.matcher(path).matches())
        .map(path -> "routes/" + path);
  }

  private Optional<byte[]> content(String path) {
    try {
      for (var folder : folders.reversed()) {
        var file = folder.resolve(path);
        if (Files.isRegularFile(file)) {
          return Optional.of(Files.readAllBytes(file));
        }
      }
      var shipped = new ClassPathResource(path);
      return shipped.exists() ? Optional.of(shipped.getContentAsByteArray()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
