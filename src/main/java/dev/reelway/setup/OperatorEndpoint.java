package dev.reelway.setup;

import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A Camel endpoint that the operator has set. It is checked before the routes that use it are
 * loaded.
 *
 * @param key the full key of the setting
 * @param uri null where none is set
 */
public record OperatorEndpoint(String key, @Nullable String uri) {

  /** An empty text counts as null. */
  public static OperatorEndpoint of(String key, @Nullable String setting) {
    return new OperatorEndpoint(key, SettingsChecks.orNull(setting));
  }

  /** Whether one is set. */
  public boolean isSet() {
    return uri != null;
  }

  /**
   * Refuses an endpoint that cannot be made, or whose component is not installed. The URI is not
   * repeated, as it may contain a password.
   */
  public void check(CamelContext camel) {
    if (uri == null) {
      return;
    }
    var scheme = uri.split("[:?]", 2)[0];
    SettingsChecks.check(
        uri.contains(":") && scheme.matches("[a-z][a-z0-9+-]*"),
        key,
        "must be the URI of a Camel endpoint, like jms:queue:videos.");
    SettingsChecks.check(
        camel.getComponent(scheme, true, false) != null,
        key,
        "names a Camel component that is not installed. Add camel-%s-starter to the build."
            .formatted(scheme));
    try {
      camel.getEndpoint(uri);
    } catch (ResolveEndpointFailedException refused) {
      throw new ConfigurationRefused(
          key,
          "is not a valid endpoint of its Camel component. Check its options in Camel's"
              + " documentation.");
    }
  }
}
