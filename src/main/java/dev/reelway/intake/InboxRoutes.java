package dev.reelway.intake;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Gives each inbox its routes, which are those of {@code routes/intake/inbox.camel.yaml}, filled
 * in, and what they ask, by its name.
 */
public final class InboxRoutes
    implements CamelContextConfiguration, ApplicationListener<ApplicationStartedEvent> {

  private static final String NAME = "{{inbox}}";
  private static final String ARRIVALS = "arrivals-" + NAME;
  private static final String FAILURES = "claim-failures-" + NAME;
  private static final String CANCELLATIONS = "cancellations-" + NAME;

  /** The classes of the beans that each inbox has, by their names as its templates have them. */
  public static final Map<String, Class<?>> BEANS =
      Map.of(
          ARRIVALS, StableFileFilter.class,
          FAILURES, ClaimFailures.class,
          CANCELLATIONS, CancelFileFilter.class);

  private final Inboxes inboxes;
  private final DroppedBatches droppedBatches;
  private final Clock clock;

  InboxRoutes(Inboxes inboxes, DroppedBatches droppedBatches, Clock clock) {
    this.inboxes = inboxes;
    this.droppedBatches = droppedBatches;
    this.clock = clock;
  }

  @Override
  public void beforeApplicationStart(CamelContext context) {
    for (var inbox : inboxes.all()) {
      long settled = inbox.settled().toMillis();
      var registry = context.getRegistry();
      var failures = new ClaimFailures(inbox, clock);
      registry.bind(named(FAILURES, inbox), failures);
      registry.bind(
          named(ARRIVALS, inbox),
          new StableFileFilter(
              settled,
              inbox.marker(),
              name ->
                  inboxes.isPaused(inbox)
                      || failures.isWaiting(name)
                      || inbox.folders().isReplaced("working"),
              clock));
      registry.bind(
          named(CANCELLATIONS, inbox), new CancelFileFilter(inbox, droppedBatches, clock));
    }
  }

  private static String named(String bean, Inbox inbox) {
    return bean.replace(NAME, inbox.name());
  }

  @Override
  public void afterApplicationStart(CamelContext context) {}

  /** Here and not above, where Camel would only log what keeps a route from being made. */
  @Override
  public void onApplicationEvent(ApplicationStartedEvent started) {
    var context = started.getApplicationContext().getBean(CamelContext.class);
    for (var inbox : inboxes.all()) {
      List.of("inbox-claim", "inbox-cancel").forEach(route -> add(context, route, inbox));
    }
  }

  private static void add(CamelContext context, String template, Inbox inbox) {
    TemplatedRouteBuilder.builder(context, template)
        .routeId(template + "-" + inbox.name())
        .parameter("inbox", inbox.name())
        .parameter("folder", inbox.folder().toString())
        .parameter("look-every", inbox.settled().toMillis())
        .add();
  }
}
