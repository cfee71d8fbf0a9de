package dev.reelway.api;

import dev.reelway.order.Deprecation;
import dev.reelway.order.Models;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Tells callers that a model is on its way out, in headers: {@code Deprecation} (RFC 9745), {@code
 * Sunset} (RFC 8594), and a {@code Link} to the model that takes its place, as {@code
 * successor-version} (RFC 5829).
 */
final class Notices {

  private final Models models;
  private final Links links;

  Notices(Models models, Links links) {
    this.models = models;
    this.links = links;
  }

  /** To be told before the answer begins; it stands in whatever the answer comes to. */
  void tell(String model, HttpServletRequest call, HttpServletResponse response) {
    models.deprecation(model).ifPresent(one -> tell(one, links.base(call), response));
  }

  private static void tell(Deprecation one, String base, HttpServletResponse response) {
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
