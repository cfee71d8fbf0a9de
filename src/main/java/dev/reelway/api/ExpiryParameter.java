package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import dev.reelway.order.UnknownParameter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a file is kept: {@code {"anchor": "created_at", "seconds": 3600}}, from one hour to
 * thirty days, as in OpenAI's Files API. The anchor may be left out.
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
    var own = own(value, name);
    var anchor = name + ".anchor";
    var seconds = name + ".seconds";
    UnknownParameter.check(own, List.of(anchor, seconds));
    if (own.has(anchor) && !"created_at".equals(own.text(anchor))) {
      throw new OrderRefused(anchor, anchor + " must be created_at, or omitted");
    }
    Integer given = own.integer(seconds, ALLOWED);
    if (given == null || given < SHORTEST || given > LONGEST) {
      throw new OrderRefused(seconds, "%s must be %s".formatted(seconds, ALLOWED));
    }
    return Duration.ofSeconds(given);
  }

  /** Its fields; those of a form are the one item of a list. */
  private static Parameters own(JsonNode value, String name) {
    var after = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (!after.isObject()) {
      throw new OrderRefused(name, "%s must be one object with anchor and seconds".formatted(name));
    }
    var fields = new LinkedHashMap<String, JsonNode>();
    after.properties().forEach(one -> fields.put(name + "." + one.getKey(), one.getValue()));
    return new Parameters(fields);
  }
}
