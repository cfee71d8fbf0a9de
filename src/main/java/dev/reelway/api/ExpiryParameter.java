package dev.reelway.api;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a file is kept: {@code {"anchor": "created_at", "seconds": 3600}}, from one hour to
 * thirty days, as in OpenAI's Files API.
 */
final class ExpiryParameter {

  private static final int SHORTEST = 3_600;
  private static final int LONGEST = 2_592_000;
  private static final String ALLOWED = "a whole number from %d to %d".formatted(SHORTEST, LONGEST);

  private ExpiryParameter() {}

  /** The duration given under a name, or null if there is none; any other value is refused. */
  static @Nullable Duration of(Parameters parameters, String name) {
    var value = parameters.get(name);
    if (value == null) {
      return null;
    }
    var after = value.isArray() ? value.path(0) : value;
    var param = name + ".seconds";
    Integer seconds = new Parameters(Map.of(param, after.path("seconds"))).integer(param, ALLOWED);
    if (seconds == null || seconds < SHORTEST || seconds > LONGEST) {
      throw new OrderRefused(name, "%s must be %s".formatted(param, ALLOWED));
    }
    return Duration.ofSeconds(seconds);
  }
}
