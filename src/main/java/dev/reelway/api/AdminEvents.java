package dev.reelway.api;

import static dev.reelway.api.UnixTime.seconds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.event.DeliveryAttempt;
import dev.reelway.event.DeliveryList;
import dev.reelway.event.DeliveryList.Row;
import dev.reelway.event.DeliveryList.State;
import dev.reelway.event.Event;
import dev.reelway.event.Events;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/**
 * Handles calls under {@code /admin/events}: the deliveries of events to webhooks, of all licences.
 * Of a URL only the host is shown, as its path may be a secret.
 */
public final class AdminEvents {

  private static final String STATES =
      Stream.of(State.values()).map(AdminEvents::word).collect(Collectors.joining(", "));

  private final RequestReader reader;
  private final DeliveryList deliveries;
  private final Events events;

  AdminEvents(RequestReader reader, DeliveryList deliveries, Events events) {
    this.reader = reader;
    this.deliveries = deliveries;
    this.events = events;
  }

  /**
   * A delivery. Times are in seconds since 1970.
   *
   * @param id the event and the receiver
   * @param to which of the event's receivers it is
   * @param state pending, delivered, or given_up
   * @param lastStatus the HTTP status of the last answer; null if there was none
   * @param lastError why the last attempt failed, in words
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record DeliveryObject(
      String id,
      String object,
      String event,
      String type,
      String job,
      String licence,
      String to,
      @Nullable String host,
      String state,
      int attempts,
      @JsonProperty("last_attempt_at") @Nullable Long lastAttempt,
      @JsonProperty("last_status") @Nullable Integer lastStatus,
      @JsonProperty("last_error") @Nullable String lastError,
      @JsonProperty("next_attempt_at") @Nullable Long nextAttempt,
      @JsonProperty("created_at") long created) {}

  /** One page of the deliveries, those of the newest events first. */
  public Page<?> list(@Header("CamelHttpServletRequest") OpaqueRequest call) {
    var parameters = PageRequest.known(reader.query(call.request()), "licence", "state");
    PageRequest.requireOrder(parameters, "desc");
    var page = PageRequest.of(parameters, AdminEvents::isId);
    var after = page.after() == null ? null : page.after().split(":", 2);
    var query =
        new DeliveryList.Query(
            state(parameters),
            parameters.text("licence"),
            after == null ? null : after[0],
            after == null ? "" : after[1],
            page.limit() + 1);
    var found = deliveries.page(query).stream().map(AdminEvents::shown).toList();
    return Page.of(found, page.limit(), DeliveryObject::id);
  }

  private static boolean isId(String text) {
    int end = text.indexOf(':');
    return end > 0 && Event.isId(text.substring(0, end));
  }

  private static @Nullable State state(Parameters parameters) {
    var state = parameters.text("state");
    return state == null
        ? null
        : Stream.of(State.values())
            .filter(one -> word(one).equals(state))
            .findFirst()
            .orElseThrow(() -> new OrderRefused("state", "state must be one of " + STATES));
  }

  /** Delivers an event to all of its webhooks again, under the same id. */
  public Page<?> replay(
      @Header("id") String id, @Header("CamelHttpServletRequest") OpaqueRequest call) {
    if (!Event.isId(id) || deliveries.of(id).isEmpty()) {
      throw RequestRefused.unknownEvent(id);
    }
    events.replay(id);
    AdminLog.changed(call, "Event", id, "scheduled again");
    var all = deliveries.of(id).stream().map(AdminEvents::shown).toList();
    return Page.of(all, all.size(), DeliveryObject::id);
  }

  private static DeliveryObject shown(Row row) {
    var event = row.event();
    var last = row.last();
    return new DeliveryObject(
        event.id() + ":" + row.receiver(),
        "webhook_delivery",
        event.id(),
        event.type(),
        event.job(),
        event.licence(),
        row.receiver(),
        host(row.url()),
        word(row.state()),
        row.attempts(),
        last == null ? null : (Long) (last.at() / 1000),
        status(last),
        last == null ? null : last.failure(),
        seconds(row.next()),
        event.created().getEpochSecond());
  }

  private static @Nullable Integer status(@Nullable DeliveryAttempt last) {
    return last == null ? null : last.status();
  }

  private static @Nullable String host(String url) {
    try {
      return URI.create(url).getHost();
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
