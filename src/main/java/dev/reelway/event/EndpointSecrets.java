package dev.reelway.event;

import dev.reelway.event.WebhookEndpoint.EarlierSecret;
import dev.reelway.event.WebhookEndpoint.SecretVersion;
import dev.reelway.wire.Hmac;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The signing secrets of webhook endpoints: each is the HMAC-SHA256 of the endpoint's id and of a
 * number under a secret of the service, so that none is stored, and all nodes know it. With another
 * secret of the service, each endpoint needs a rotation.
 */
public final class EndpointSecrets {

  private static final int HINT = 4;
  private static final int SECRET_ID = 8;

  /** Each one that is kept adds a signature to each delivery. */
  static final int MOST_KEPT = 9;

  private final Hmac hmac;

  /**
   * @param service supplies the secret of the service; called when it is first needed
   */
  EndpointSecrets(Supplier<byte[]> service) {
    this.hmac = new Hmac(service);
  }

  /** Tells the secret of the service from others, without showing it. */
  String serviceId() {
    return HexFormat.of().formatHex(hmac.of("")).substring(0, SECRET_ID);
  }

  /** Whether the endpoint's secret is derived from the present secret of the service. */
  boolean isKnown(WebhookEndpoint endpoint) {
    return endpoint.secret().service().equals(serviceId());
  }

  /** The secret that receivers verify with: {@code whsec_} and the base64 of 32 bytes. */
  public String current(WebhookEndpoint endpoint) {
    return secret(endpoint, endpoint.secret().number());
  }

  /** What is shown of the secret later on; empty if it is not known any more. */
  public Optional<String> hint(WebhookEndpoint endpoint) {
    return Optional.of(endpoint)
        .filter(this::isKnown)
        .map(this::current)
        .map(secret -> secret.replace("=", ""))
        .map(secret -> "whsec_…" + secret.substring(secret.length() - HINT));
  }

  /** The secrets that sign now, the current one first. */
  List<String> valid(WebhookEndpoint endpoint, Instant now) {
    var earlier = kept(endpoint, now).map(one -> secret(endpoint, one.number()));
    return Stream.concat(Stream.of(current(endpoint)), earlier).toList();
  }

  private static Stream<EarlierSecret> kept(WebhookEndpoint endpoint, Instant now) {
    return endpoint.secret().earlier().stream().filter(one -> now.isBefore(one.until()));
  }

  private String secret(WebhookEndpoint endpoint, long number) {
    var bytes = hmac.of("%s %d".formatted(endpoint.id(), number));
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }

  /** The first secret of an endpoint. */
  SecretVersion first() {
    return new SecretVersion(serviceId(), 1, List.of());
  }

  /**
   * The secret after this one. With an overlap, those that were kept before are kept until their
   * own ends; without one, all earlier ones end now.
   *
   * @param overlap how long this one signs too; it cannot if it is not known any more
   */
  SecretVersion next(WebhookEndpoint endpoint, Instant now, Duration overlap) {
    var number = endpoint.secret().number();
    var present = new EarlierSecret(number, now.plus(overlap));
    var earlier =
        overlap.isPositive() && isKnown(endpoint)
            ? Stream.concat(Stream.of(present), kept(endpoint, now)).limit(MOST_KEPT).toList()
            : List.<EarlierSecret>of();
    return new SecretVersion(serviceId(), number + 1, earlier);
  }
}
