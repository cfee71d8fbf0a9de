package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.event.Event;
import dev.reelway.event.WebhookEndpoint.EndpointTerms;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.wire.NearestName;
import dev.reelway.wire.PlainText;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a webhook endpoint in a request. What the request does not name stays as it is;
 * unknown and wrong fields are refused by their names.
 */
final class WebhookEndpointFields {

  static final String ENABLED = "enabled";
  static final String DISABLED = "disabled";

  private static final List<String> NAMES = List.of("name", "url", "event_types", "status");
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_SHOWN = 60;

  private final Parameters parameters;
  private final Predicate<String> mayBeCalled;

  /**
   * @param mayBeCalled whether a URL may be called
   */
  WebhookEndpointFields(Parameters parameters, Predicate<String> mayBeCalled) {
    requireKnown(parameters, NAMES);
    this.parameters = parameters;
    this.mayBeCalled = mayBeCalled;
  }

  /** Refuses parameters that are none of these. */
  static void requireKnown(Parameters parameters, List<String> known) {
    for (var name : parameters.values().keySet()) {
      if (!known.contains(name)) {
        var shown = PlainText.of(parameters.spelling(name), LONGEST_SHOWN);
        var hint =
            NearestName.of(name, known)
                .map("did you mean %s?"::formatted)
                .orElseGet(() -> "known parameters are %s.".formatted(String.join(", ", known)));
        throw new RequestRefused(
            400, shown, "unknown_parameter", "%s is not a parameter: %s".formatted(shown, hint));
      }
    }
  }

  /** The terms of a new endpoint. */
  EndpointTerms terms() {
    return new EndpointTerms(
        name(required("name")),
        url(required("url")),
        types(parameters.get(present(parameters, "event_types"))),
        isEnabled(true));
  }

  /** The terms with what the request changes. */
  EndpointTerms applied(EndpointTerms terms) {
    return new EndpointTerms(
        parameters.has("name") ? name(required("name")) : terms.name(),
        parameters.has("url") ? url(required("url")) : terms.url(),
        parameters.has("event_types") ? types(parameters.get("event_types")) : terms.eventTypes(),
        isEnabled(terms.enabled()));
  }

  private String required(String name) {
    return String.valueOf(parameters.text(present(parameters, name)));
  }

  private static String present(Parameters parameters, String name) {
    if (!parameters.has(name)) {
      throw new OrderRefused(name, name + " is required");
    }
    return name;
  }

  private static String name(String text) {
    require(
        text.length() <= LONGEST_NAME && text.codePoints().noneMatch(Character::isISOControl),
        "name",
        "name must have 1 to 256 characters, none of them a control character");
    return text;
  }

  private String url(String text) {
    require(
        mayBeCalled.test(text),
        "url",
        "url must be an http or https URL of a public host, or of one of"
            + " reelway.events.private-hosts, of 2048 characters at most and without a password");
    return text;
  }

  private static List<String> types(@Nullable JsonNode given) {
    var known = String.join(", ", Event.TYPES);
    if (given == null || !given.isArray() || given.isEmpty()) {
      throw new OrderRefused("event_types", "event_types must be an array of " + known);
    }
    var types = StreamSupport.stream(given.spliterator(), false).map(JsonNode::asText).distinct();
    return types.map(type -> type(type, "event_types")).toList();
  }

  /** The type of a sample event. */
  static String type(Parameters parameters) {
    requireKnown(parameters, List.of("event_type"));
    return type(String.valueOf(parameters.text(present(parameters, "event_type"))), "event_type");
  }

  private static String type(String text, String param) {
    if (!Event.TYPES.contains(text)) {
      throw new OrderRefused(
          param,
          "%s: %s is not an event type. Event types are %s"
              .formatted(param, PlainText.of(text, LONGEST_SHOWN), String.join(", ", Event.TYPES)));
    }
    return text;
  }

  private boolean isEnabled(boolean usual) {
    var status = parameters.text("status");
    require(
        status == null || List.of(ENABLED, DISABLED).contains(status),
        "status",
        "status must be enabled or disabled");
    return status == null ? usual : status.equals(ENABLED);
  }

  private static void require(boolean right, String param, String sentence) {
    if (!right) {
      throw new OrderRefused(param, sentence);
    }
  }
}
