package dev.reelway.api;

import dev.reelway.order.Deprecation;
import dev.reelway.order.Models;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Announces that a model is deprecated, in response headers: {@code Deprecation} (RFC 9745), {@code
 * Sunset} (RFC 8594), and a {@code Link} to the model that replaces it, with relation {@code
 * successor-version} (RFC 5829).
 */
final class Notices {

  private final Models models;
  private final Links links;

  Notices(Models models, Links links) {
    this.models = models;
    this.links = links;
  }

  /** Sets the headers. It must be called before the response starts, and applies to errors too. */
  void tell(String model, HttpServletRequest call, HttpServletResponse response) {
    models.deprecation(model).ifPresent(one -> set(one, links.base(call), response));
  }

  private static void set(Deprecation one, String base, HttpServletResponse response) {
    response.setHeader("Deprecation", "@" + one.since().getEpochSecond());
    var sunset = one.sunset();
    if (sunset != null) {
      response.setDateHeader("Sunset", sunset.toEpochMilli());
    }
    if (one.successor() != null) {
      response.setHeader(
          "Link", "<%s/v1/models/%s>; rel=\"successor-version\"".formatted(base, one.successor()));
    }
  }
}
