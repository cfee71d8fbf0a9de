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
final class DeprecationHeaders {

  private final Models models;
  private final SignedLinks signedLinks;

  DeprecationHeaders(Models models, SignedLinks signedLinks) {
    this.models = models;
    this.signedLinks = signedLinks;
  }

  /** Sets the headers. It must be called before the response starts, and applies to errors too. */
  void set(String model, HttpServletRequest call, HttpServletResponse response) {
    models.deprecation(model).ifPresent(one -> set(one, signedLinks.base(call), response));
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
