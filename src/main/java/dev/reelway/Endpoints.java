package dev.reelway;

import dev.reelway.intake.Messages;
import dev.reelway.job.JobIntake;
import dev.reelway.job.JobQueries;
import dev.reelway.order.Orders;
import dev.reelway.order.Wishes;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;

/** The operator's own endpoints, looked at before a route is made that needs them. */
final class Endpoints {

  private static final String INTAKE = "reelway.intake.";

  private Endpoints() {}

  /** What takes orders from the operator's own endpoint. */
  static Messages messages(Settings settings, Orders orders, JobIntake jobs, JobQueries queries) {
    var intake = settings.intake();
    if (isGiven(intake.from())) {
      Settled.licensed(settings, intake.licence(), INTAKE + "licence");
      Settled.orderable(Wishes.of("model", intake.model()), INTAKE + "model", orders);
    }
    return new Messages(intake.licence(), intake.model(), orders, jobs, queries);
  }

  /** Refuses endpoints that the routes could not be made with. */
  static void check(CamelContext camel, Settings settings) {
    var intake = settings.intake();
    check(camel, settings.events().to(), "reelway.events.to");
    check(camel, intake.from(), INTAKE + "from");
    check(camel, intake.deadLetters(), INTAKE + "dead-letters");
    Settled.check(
        !isGiven(intake.from()) || !Objects.equals(intake.from(), intake.deadLetters()),
        INTAKE + "dead-letters",
        "must not be where the orders come from.");
  }

  private static boolean isGiven(@Nullable String uri) {
    return uri != null && !uri.isBlank();
  }

  /**
   * Refuses an endpoint that cannot be, or whose component is not there.
   *
   * @param uri may be empty, as none has to be given
   */
  private static void check(CamelContext camel, @Nullable String uri, String key) {
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
