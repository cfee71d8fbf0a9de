package dev.reelway.event;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a receiver asks for with {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
final class Pause {

  private static final Duration LONGEST = Duration.ofHours(24);

  private Pause() {}

  /** Until when it wants to be left alone, a day at the most; nothing where it is not readable. */
  static Optional<Instant> until(@Nullable String retryAfter, Instant now) {
    if (retryAfter == null) {
      return Optional.empty();
    }
    var latest = now.plus(LONGEST);
    return read(retryAfter.strip(), now)
        .filter(now::isBefore)
        .map(until -> until.isBefore(latest) ? until : latest);
  }

  private static Optional<Instant> read(String text, Instant now) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(now.plusSeconds(Long.parseLong(text)));
    }
    try {
      return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }
}
