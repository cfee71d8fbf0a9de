package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.regex.Pattern;

/** How long the earlier keys of a licence work beside a new one. */
final class Overlap {

  private static final String NAME = "overlap";
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final Pattern TEXT = Pattern.compile("(\\d{1,7})([smhd])");

  private Overlap() {}

  /** As the body of a call says: 24 hours unless it names another time. */
  static Duration of(ObjectNode body) {
    body.fieldNames().forEachRemaining(Overlap::requireKnown);
    var overlap = body.has(NAME) ? parsed(body.path(NAME)) : USUAL;
    if (overlap.compareTo(LONGEST) > 0) {
      throw refused();
    }
    return overlap;
  }

  private static Duration parsed(JsonNode given) {
    if (given.canConvertToInt() && given.intValue() == 0) {
      return Duration.ZERO;
    }
    var parts = TEXT.matcher(given.asText());
    if (!given.isTextual() || !parts.matches()) {
      throw refused();
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static void requireKnown(String name) {
    if (!name.equals(NAME)) {
      throw new RequestRefused(
          400, null, "unknown_parameter", "The only parameter of this call is overlap.");
    }
  }

  private static RequestRefused refused() {
    return new RequestRefused(
        400, NAME, "invalid_value", "overlap must be a time like 30m, 24h or 7d, from 0s to 90d.");
  }
}
