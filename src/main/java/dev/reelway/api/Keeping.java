package dev.reelway.api;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a file is to be kept: {@code {"anchor": "created_at", "seconds": 3600}}, an hour to
 * thirty days, as OpenAI's Files API has it.
 */
final class Keeping {

  private static final int SHORTEST = 3_600;
  private static final int LONGEST = 2_592_000;
  private static final String ALLOWED = "a whole number from %d to %d".formatted(SHORTEST, LONGEST);

  private Keeping() {}

  /** What stands under a name; null where nothing does. */
  static @Nullable Duration of(Wishes wishes, String name) {
    var value = wishes.get(name);
    if (value == null) {
      return null;
    }
    var after = value.isArray() ? value.path(0) : value;
    var param = name + ".seconds";
    Integer seconds = new Wishes(Map.of(param, after.path("seconds"))).whole(param, ALLOWED);
    if (seconds == null || seconds < SHORTEST || seconds > LONGEST) {
      throw new OrderRefused(name, "%s must be %s".formatted(param, ALLOWED));
    }
    return Duration.ofSeconds(seconds);
  }
}
