package dev.reelway.job;

import dev.reelway.wire.Causes;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Where a step failed, as far as it is known.
 *
 * @param route the route that handles the failure
 * @param endpoint the endpoint that was called last
 * @param path the path of the last HTTP request, if the endpoint does not contain it
 */
record FailurePlace(@Nullable String route, @Nullable String endpoint, @Nullable String path) {

  static final FailurePlace UNKNOWN = new FailurePlace(null, null, null);

  private static final Pattern DIALECT = Pattern.compile("direct:(?://)?(upstream-[\\w-]+)");

  /** The exception, the route and the address, for the log: no words of an upstream. */
  String with(Throwable thrown) {
    var in = dialectRoute().orElse(route);
    return Causes.root(thrown).getClass().getSimpleName()
        + (in == null ? "" : " in " + in)
        + address(thrown).map(one -> " at " + one).orElse("");
  }

  /** The dialect's own route that was called last, if nothing else was called since. */
  Optional<String> dialectRoute() {
    var called = DIALECT.matcher(String.valueOf(endpoint));
    return called.lookingAt() ? Optional.of(called.group(1)) : Optional.empty();
  }

  /**
   * The address that was called, without its query; that of an answer is the most precise. Our own
   * routes have none.
   */
  Optional<String> address(Throwable thrown) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof HttpOperationFailedException answer && answer.getUri() != null) {
        return Optional.of(withoutQuery(answer.getUri()));
      }
    }
    return endpoint == null || endpoint.startsWith("direct:")
        ? Optional.empty()
        : Optional.of(withPath(withoutQuery(endpoint)));
  }

  private String withPath(String address) {
    boolean isWhole = path == null || !address.startsWith("http") || address.endsWith(path);
    return isWhole ? address : address + path;
  }

  private static String withoutQuery(String endpoint) {
    return endpoint.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
  }
}
