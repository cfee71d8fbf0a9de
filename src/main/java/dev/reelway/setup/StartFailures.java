package dev.reelway.setup;

import dev.reelway.wire.Causes;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.language.simple.types.SimpleIllegalSyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.embedded.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains in one sentence which folder, port or route cannot be used at the start: the setting
 * that names it, and what to do.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class StartFailures implements FailureAnalyzer {

  private static final String HOME = "reelway.home";
  private static final List<String> FOLDERS =
      List.of(HOME, "reelway.sinks.file.folder", "reelway.intake.hot-folder.folder");

  private static final Pattern ROUTE_FILE = Pattern.compile("routes/[\\w./-]+\\.camel\\.yaml");
  private static final Pattern PLACE = Pattern.compile("at line (\\d+), column (\\d+)");

  private final Environment environment;

  StartFailures(Environment environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    var sentence = sentence(failure);
    return sentence == null ? null : new FailureAnalysis(sentence, null, failure);
  }

  /**
   * The deepest cause is the most precise, except for a port that is in use, which it does not
   * name.
   */
  private @Nullable String sentence(Throwable failure) {
    if (failure instanceof PortInUseException port) {
      return port(port.getPort());
    }
    if (failure instanceof ConnectorStartFailedException connector) {
      return port(connector.getPort());
    }
    var cause = failure.getCause();
    var deeper = cause == null || cause == failure ? null : sentence(cause);
    if (deeper != null) {
      return deeper;
    }
    return switch (failure) {
      case BindException bind -> unbound();
      case FileSystemException file -> folder(file);
      case FailedToCreateRouteException route -> route(route);
      default -> null;
    };
  }

  private static String route(FailedToCreateRouteException failed) {
    var mistake =
        Causes.first(failed, SimpleIllegalSyntaxException.class)
            .map(StartFailures::mistake)
            .orElseGet(() -> mistake(Causes.root(failed)));
    return "%s: the route %s %s.".formatted(file(failed), failed.getRouteId(), mistake);
  }

  private static String file(FailedToCreateRouteException failed) {
    var path = ROUTE_FILE.matcher(failed.getLocation() + " " + failed.getMessage());
    return path.find() ? path.group() : "A file below routes/";
  }

  private static String mistake(SimpleIllegalSyntaxException failed) {
    return "has the simple expression [%s] with an error: %s"
        .formatted(failed.getExpression().strip(), failed.getShortMessage());
  }

  /** jq tells the place of a mistake first, and then each token that may stand there. */
  private static String mistake(Throwable root) {
    var message = String.valueOf(root.getMessage());
    var jq = PLACE.matcher(message);
    if (root.getClass().getName().contains(".jackson.jq.")) {
      return "has a jq expression with an error"
          + (jq.find() ? " at line %s, column %s".formatted(jq.group(1), jq.group(2)) : "");
    }
    return root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError
        ? "names the class %s, which does not exist".formatted(message.replace('/', '.'))
        : "cannot be created: " + message.replaceAll("\\s+", " ").strip();
  }

  private String port(int port) {
    var key =
        Stream.of("management.server.port", "reelway.admin.port")
            .filter(one -> environment.getProperty(one, "").equals(String.valueOf(port)))
            .findFirst()
            .orElse("server.port");
    return "%s: port %d is in use. Stop the process that listens there, or set %s to a free port."
        .formatted(key, port, key);
  }

  private String unbound() {
    return "server.port and server.address (or management.server.port and"
        + " management.server.address) name an address or a port on which this process cannot"
        + " listen. Set an address of this machine, and a port that it may open.";
  }

  private String folder(FileSystemException failed) {
    var path = failed.getFile() == null ? null : Path.of(failed.getFile()).toAbsolutePath();
    for (var key : FOLDERS) {
      var set = Path.of(environment.getProperty(key, "")).toAbsolutePath();
      if (path != null && (path.startsWith(set) || set.startsWith(path))) {
        return key + " " + Folders.unusable(set);
      }
    }
    return "%s cannot be read or written. Give this process permission to do so.".formatted(path);
  }
}
