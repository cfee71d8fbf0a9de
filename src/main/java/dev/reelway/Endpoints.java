package dev.reelway;

import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;

/** The operator's own endpoints, looked at before a route is made that needs them. */
final class Endpoints {

  private Endpoints() {}

  /**
   * Refuses an endpoint that cannot be, or whose component is not there.
   *
   * @param uri may be empty, as none has to be given
   */
  static void check(CamelContext camel, @Nullable String uri, String key) {
    if (uri == null || uri.isBlank()) {
      return;
    }
    var scheme = uri.strip().split("[:?]", 2)[0];
    Settled.check(
        uri.contains(":") && scheme.matches("[a-z][a-z0-9+-]*"),
        key,
        "must be the URI of a Camel endpoint, like jms:queue:films.");
    Settled.check(
        camel.getComponent(scheme, true, false) != null,
        key,
        "names a Camel component that is not there: add camel-%s-starter and build again."
            .formatted(scheme));
    resolved(camel, uri.strip(), key);
  }

  /** What is wrong is not repeated, as an endpoint may hold a password. */
  private static void resolved(CamelContext camel, String uri, String key) {
    try {
      camel.getEndpoint(uri);
    } catch (ResolveEndpointFailedException refused) {
      throw new ConfigurationRefused(
          key, "is no endpoint of its component: look its options up in Camel's documentation.");
    }
  }
}
