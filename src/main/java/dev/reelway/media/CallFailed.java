package dev.reelway.media;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;

/** A call that nothing was answered to; the sentence may be shown to anyone. */
public final class CallFailed extends IOException {

  static final String NOT_PUBLIC = "The URL leads to an address that is not public.";
  static final String UNKNOWN = "The URL's host is not known.";
  static final String TLS = "No secure connection could be made.";
  static final String UNREACHABLE = "The connection failed.";

  CallFailed(String sentence) {
    super(sentence);
  }

  static CallFailed tooSlow(Duration limit) {
    var seconds = BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
    return new CallFailed(
        "There was no answer within %s second%s."
            .formatted(seconds, seconds.equals("1") ? "" : "s"));
  }

  /** One sentence without any address. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
