package dev.reelway.net;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * An outbound call that got no answer. The sentence contains no address and may be shown to anyone.
 */
public final class WebhookCallFailed extends IOException {

  static final String NOT_PUBLIC = "The URL leads to an address that is not public.";
  static final String UNKNOWN = "The host of the URL is unknown.";
  static final String TLS = "The TLS connection could not be established.";
  static final String UNREACHABLE = "The connection failed.";

  WebhookCallFailed(String sentence) {
    super(sentence);
  }

  static WebhookCallFailed tooSlow(Duration limit) {
    var seconds = BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
    return new WebhookCallFailed(
        "No answer within %s second%s.".formatted(seconds, seconds.equals("1") ? "" : "s"));
  }

  /** The reason in one sentence, without any address. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
