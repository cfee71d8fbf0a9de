package dev.reelway.event;

import dev.reelway.wire.Hmac;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signs webhook deliveries (standardwebhooks.com). A licence without a configured secret has one
 * that is derived from its name and a secret of this service.
 */
public final class SigningKeys {

  private static final Pattern SECRET = Pattern.compile("whsec_([A-Za-z0-9+/]{22,}={0,2})");
  private static final int MIN_BYTES = 16;
  private static final int MAX_BYTES = 128;

  private final Map<String, String> configured;
  private final Supplier<byte[]> service;
  private byte @Nullable [] known;

  /**
   * @param configured secrets by the names of the licences that have one
   * @param service supplies the service's own secret; called once, when it is first needed
   */
  SigningKeys(Map<String, String> configured, Supplier<byte[]> service) {
    this.configured = Map.copyOf(configured);
    this.service = service;
  }

  /** Whether a text is a valid secret: {@code whsec_} and the base64 of 16 to 128 bytes. */
  public static boolean isSecret(String text) {
    return bytes(text).isPresent();
  }

  private static Optional<byte[]> bytes(String secret) {
    var found = SECRET.matcher(secret);
    try {
      return found.matches()
          ? Optional.of(Base64.getDecoder().decode(found.group(1)))
              .filter(bytes -> bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES)
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** The secret that a licence's receivers verify signatures with: {@code whsec_} and base64. */
  public String secret(String licence) {
    var own = configured.get(licence);
    return own == null
        ? "whsec_" + base64(Hmac.under(service()).of("webhooks of " + licence))
        : own;
  }

  /**
   * The headers of a delivery, see standardwebhooks.com.
   *
   * @param secrets the secrets that sign, one signature each
   */
  static Map<String, String> headers(String id, Instant now, String body, List<String> secrets) {
    var timestamp = Long.toString(now.getEpochSecond());
    var signed = id + "." + timestamp + "." + body;
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", timestamp,
        "webhook-signature",
            secrets.stream()
                .map(secret -> signature(secret, signed))
                .collect(Collectors.joining(" ")));
  }

  private static String signature(String secret, String signed) {
    return "v1," + base64(Hmac.under(bytes(secret).orElseThrow()).of(signed));
  }

  private synchronized byte[] service() {
    var secret = known == null ? service.get() : known;
    known = secret;
    return secret;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
