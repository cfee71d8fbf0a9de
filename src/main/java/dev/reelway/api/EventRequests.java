package dev.reelway.api;

import dev.reelway.event.Event;
import dev.reelway.event.Events;
import dev.reelway.event.SigningKeys;
import dev.reelway.job.JobId;
import dev.reelway.licence.Licence;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.util.List;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Handles requests under {@code /v1/events}. Events of other licences count as unknown. */
public final class EventRequests {

  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final RequestReader reader;
  private final Events events;
  private final SigningKeys keys;

  EventRequests(RequestReader reader, Events events, SigningKeys keys) {
    this.reader = reader;
    this.events = events;
    this.keys = keys;
  }

  /** The secret that a licence's webhooks are signed with. */
  record Secret(String object, String secret) {}

  /** One page of the licence's events, newest first unless asked otherwise. */
  public Page<?> list(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    var parameters = PageRequest.known(reader.query(opaqueRequest.request()), "job");
    var page = PageRequest.of(parameters, DEFAULT_LIMIT, MAX_LIMIT, Event::isId);
    var found =
        events.events(
            licence.name(), job(parameters), page.after(), page.ascending(), page.limit() + 1);
    return Page.of(shown(found), page.limit(), EventObject::id);
  }

  private static @Nullable String job(Parameters parameters) {
    var job = parameters.text("job");
    if (job != null && !JobId.isJobId(job)) {
      throw new OrderRefused("job", "job must be the id of a video or an image job");
    }
    return job;
  }

  private List<EventObject> shown(List<Event> found) {
    var deliveries = events.webhooks(found.stream().map(Event::id).toList());
    return found.stream().map(event -> EventObject.of(event, deliveries)).toList();
  }

  /** One event. */
  public Object retrieve(@Header("id") String id, @Variable("licence") Licence licence) {
    return shown(List.of(find(id, licence))).getFirst();
  }

  /** Delivers an event again, under the same id. */
  public Object replay(@Header("id") String id, @Variable("licence") Licence licence) {
    var event = find(id, licence);
    events.replay(event.id());
    return shown(List.of(event)).getFirst();
  }

  private Event find(String id, Licence licence) {
    return events.find(id, licence.name()).orElseThrow(() -> RequestRefused.unknownEvent(id));
  }

  /** The secret for verifying the licence's webhooks. */
  public Object secret(@Variable("licence") Licence licence) {
    return new Secret("webhook_secret", keys.secret(licence.name()));
  }
}
