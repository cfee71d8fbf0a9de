package dev.reelway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Finds the route of a request among those whose paths have as many segments. Spring compares a
 * request with the paths of all routes, which took a twentieth of a read.
 */
final class RouteMapping extends CamelRequestHandlerMapping {

  /**
   * A path of any number of segments, or of a number that only Spring knows. One that ends in a
   * {@code *} fits a request with nothing there as well.
   */
  private static final Pattern ANY_LENGTH = Pattern.compile("\\*|\\{[^}]*:");

  /**
   * Null after a change. It is read and set under Spring's read lock, which keeps changes away:
   * with a lock of our own, a request and a change would wait for each other.
   */
  private volatile @Nullable Index index;

  RouteMapping(CamelContext camel, PlatformHttpEngine engine) {
    super(camel.getComponent("platform-http", PlatformHttpComponent.class), engine);
  }

  /** What answers requests of this kind. */
  private record Route(RequestMappingInfo mapping, HandlerMethod handler) {

    Stream<String> paths() {
      return mapping.getPatternValues().stream();
    }

    boolean hasAnyLength() {
      return paths().anyMatch(path -> ANY_LENGTH.matcher(path).find());
    }

    Stream<Integer> lengths() {
      return paths().map(path -> length(PathContainer.parsePath(path))).distinct();
    }
  }

  /**
   * The routes by the lengths of their paths.
   *
   * @param others those that may fit a path of any length
   */
  private record Index(Map<Integer, List<Route>> byLength, List<Route> others) {

    static Index of(List<Route> routes) {
      var others = routes.stream().filter(Route::hasAnyLength).toList();
      var byLength =
          routes.stream()
              .flatMap(Route::lengths)
              .distinct()
              .collect(Collectors.toMap(length -> length, length -> fitting(length, routes)));
      return new Index(byLength, others);
    }

    private static List<Route> fitting(int length, List<Route> routes) {
      return routes.stream()
          .filter(route -> route.hasAnyLength() || route.lengths().anyMatch(one -> one == length))
          .toList();
    }

    List<Route> fitting(PathContainer path) {
      return byLength.getOrDefault(length(path), others);
    }
  }

  /** Its segments and what separates them. */
  private static int length(PathContainer path) {
    return path.elements().size();
  }

  @Override
  public void registerMapping(RequestMappingInfo mapping, Object handler, Method method) {
    super.registerMapping(mapping, handler, method);
    index = null;
  }

  @Override
  public void unregisterMapping(RequestMappingInfo mapping) {
    super.unregisterMapping(mapping);
    index = null;
  }

  /** Where none or several fit, Spring decides. */
  @Override
  protected @Nullable HandlerMethod lookupHandlerMethod(String path, HttpServletRequest request)
      throws Exception {
    var segments = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
    Route only = null;
    for (var route : index().fitting(segments)) {
      var matching = getMatchingMapping(route.mapping, request);
      if (matching != null && only != null) {
        return super.lookupHandlerMethod(path, request);
      }
      if (matching != null) {
        only = new Route(matching, route.handler);
      }
    }
    if (only == null) {
      return super.lookupHandlerMethod(path, request);
    }
    request.setAttribute(BEST_MATCHING_HANDLER_ATTRIBUTE, only.handler);
    handleMatch(only.mapping, path, request);
    return only.handler;
  }

  private Index index() {
    var known = index;
    return known == null ? read() : known;
  }

  private Index read() {
    var read =
        Index.of(
            getHandlerMethods().entrySet().stream()
                .map(route -> new Route(route.getKey(), route.getValue()))
                .toList());
    index = read;
    return read;
  }
}
