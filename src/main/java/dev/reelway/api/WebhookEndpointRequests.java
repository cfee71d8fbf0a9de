package dev.reelway.api;

import dev.reelway.event.EndpointSecrets;
import dev.reelway.event.Event;
import dev.reelway.event.SampleDelivery;
import dev.reelway.event.SampleDelivery.SampleResult;
import dev.reelway.event.WebhookEndpoint;
import dev.reelway.event.WebhookEndpoints;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.licence.Licence;
import dev.reelway.net.OutboundUrlPolicy;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Handles requests under {@code /v1/webhook_endpoints}, as OpenAI's API of that name does.
 * Endpoints of other licences count as unknown.
 */
public final class WebhookEndpointRequests {

  private static final String KEEP_OLD = "keep_old_secret_active_for_24_hours";
  private static final Duration OVERLAP = Duration.ofHours(24);

  private final RequestReader reader;
  private final WebhookEndpoints endpoints;
  private final EndpointSecrets secrets;
  private final SampleDelivery samples;
  private final OutboundUrlPolicy urls;

  WebhookEndpointRequests(
      RequestReader reader,
      WebhookEndpoints endpoints,
      EndpointSecrets secrets,
      SampleDelivery samples,
      OutboundUrlPolicy urls) {
    this.reader = reader;
    this.endpoints = endpoints;
    this.secrets = secrets;
    this.samples = samples;
    this.urls = urls;
  }

  /** Registers an endpoint, and shows its signing secret. */
  public Object create(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence,
      @ExchangeProperty("requestKey") @Nullable RequestKey key)
      throws IOException {
    var terms = fields(reader.read(opaqueRequest.request())).terms();
    try {
      return withSecret(endpoints.create(licence.name(), terms, key));
    } catch (WebhookEndpoints.TooMany many) {
      throw new RequestRefused(
          400,
          null,
          "too_many_webhook_endpoints",
          "The licence has %d webhook endpoints, and may have no more. Delete one of them."
              .formatted(many.most()));
    }
  }

  /** One page of the licence's endpoints, newest first unless asked otherwise. */
  public Page<?> list(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    var query = PageRequest.known(reader.query(opaqueRequest.request()));
    var page = PageRequest.of(query, WebhookEndpoint::isId);
    var found =
        endpoints.list(licence.name(), page.after(), page.ascending(), page.limit() + 1).stream()
            .map(this::shown)
            .toList();
    return Page.of(found, page.limit(), WebhookEndpointObject::id);
  }

  /** One endpoint. */
  public Object retrieve(@Header("id") String id, @Variable("licence") Licence licence) {
    return shown(found(id, endpoints.find(id, licence.name())));
  }

  /** One endpoint with its signing secret, for a repeated request that has made the secret. */
  public Object retrieveWithSecret(@Header("id") String id, @Variable("licence") Licence licence) {
    return withSecret(found(id, endpoints.find(id, licence.name())));
  }

  /** Changes what the request names, and nothing else. */
  public Object update(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence)
      throws IOException {
    var fields = fields(reader.read(opaqueRequest.request()));
    return shown(found(id, endpoints.update(id, licence.name(), fields::applied)));
  }

  /** Deletes an endpoint. */
  public Object delete(@Header("id") String id, @Variable("licence") Licence licence) {
    if (!endpoints.delete(id, licence.name())) {
      throw RequestRefused.unknownWebhookEndpoint(id);
    }
    return WebhookEndpointObject.Deleted.of(id);
  }

  /** Gives an endpoint another signing secret, and shows it. */
  public Object rotate(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence,
      @ExchangeProperty("requestKey") @Nullable RequestKey key)
      throws IOException {
    var parameters = readIfSent(opaqueRequest.request());
    WebhookEndpointFields.requireKnown(parameters, List.of(KEEP_OLD));
    var overlap = Boolean.TRUE.equals(parameters.bool(KEEP_OLD)) ? OVERLAP : Duration.ZERO;
    return withSecret(found(id, endpoints.rotate(id, licence.name(), overlap, key)));
  }

  /** Sends an endpoint one event, and shows how it was answered. */
  public Object test(
      @Header("id") String id,
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence)
      throws IOException {
    var type = WebhookEndpointFields.type(reader.read(opaqueRequest.request()));
    var endpoint = found(id, endpoints.find(id, licence.name()));
    return switch (samples.send(endpoint, type)) {
      case SampleResult.Answered(int status) -> WebhookEndpointObject.Tried.of(id, type, status);
      case SampleResult.NotAnswered(var why) ->
          throw new RequestRefused(
              422,
              null,
              "webhook_endpoint_unreachable",
              "The webhook endpoint could not be tested: " + why);
      case SampleResult.TooMany(int most) ->
          throw new RequestRefused(
              429,
              null,
              ApiError.RATE_LIMIT,
              "Too many tests: at most %d of a licence may run at the same time.".formatted(most));
    };
  }

  /** The types of events that endpoints may choose. */
  public Object eventTypes() {
    return new EventTypes("list", Event.TYPES);
  }

  /** All types of events. */
  record EventTypes(String object, List<String> data) {}

  private WebhookEndpointFields fields(Parameters parameters) {
    return new WebhookEndpointFields(parameters, url -> urls.parse(url).isPresent());
  }

  /** A call that needs no parameters may have no body. */
  private Parameters readIfSent(HttpServletRequest call) throws IOException {
    return call.getContentType() == null && call.getContentLengthLong() <= 0
        ? reader.query(call)
        : reader.read(call);
  }

  private static WebhookEndpoint found(String id, Optional<WebhookEndpoint> endpoint) {
    return endpoint.orElseThrow(() -> RequestRefused.unknownWebhookEndpoint(id));
  }

  private WebhookEndpointObject shown(WebhookEndpoint endpoint) {
    return WebhookEndpointObject.of(endpoint, secrets.hint(endpoint).orElse(null), null);
  }

  private WebhookEndpointObject withSecret(WebhookEndpoint endpoint) {
    var hint = secrets.hint(endpoint).orElse(null);
    return WebhookEndpointObject.of(endpoint, hint, secrets.current(endpoint));
  }
}
