package dev.reelway.event;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A receiver that a licence has registered. It is immutable: each change answers a new value.
 *
 * @param id {@code whe_} and 32 hex digits, which sort by time
 * @param secret which signing secret it has
 * @param updated when its terms or its secret were last changed
 */
public record WebhookEndpoint(
    String id,
    String licence,
    EndpointTerms terms,
    SecretVersion secret,
    Instant created,
    Instant updated) {

  private static final Pattern ID = Pattern.compile("whe_[0-9a-f]{32}");

  /** Sorts before the id of each webhook endpoint, in any collation. */
  static final String FIRST = "whe_";

  /** Sorts after the id of each webhook endpoint, in any collation. */
  static final String LAST = "whe_g";

  /**
   * What its licence chooses.
   *
   * @param url a URL that may be called, see {@link dev.reelway.net.OutboundUrlPolicy}
   * @param eventTypes some of {@link Event#TYPES}: the events that it gets
   * @param enabled whether events are sent to it
   */
  public record EndpointTerms(String name, String url, List<String> eventTypes, boolean enabled) {

    public EndpointTerms {
      eventTypes = List.copyOf(eventTypes);
    }
  }

  /**
   * A signing secret, which is derived and stored nowhere.
   *
   * @param service tells from which secret of the service it is derived, without showing that
   * @param number grows with each rotation, from 1
   * @param earlier those before it that were kept, the newest first
   */
  public record SecretVersion(String service, long number, List<EarlierSecret> earlier) {

    public SecretVersion {
      earlier = List.copyOf(earlier);
    }
  }

  /**
   * A signing secret that signs beside the current one.
   *
   * @param until when that ends
   */
  public record EarlierSecret(long number, Instant until) {}

  /** Whether a text has the form of such an id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** Its delivery of an event, which is switched off while it is disabled. */
  EventDelivery delivery(Event event) {
    var delivery = EventDelivery.to(new Receiver(id), event, target(), terms.url());
    return terms.enabled() ? delivery : delivery.off();
  }

  String target() {
    return Receivers.target(licence, terms.url());
  }
}
