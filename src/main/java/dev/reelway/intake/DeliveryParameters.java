package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.DeliveryOptions;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** The delivery options of an order in a prompt file: output name, priority and longest wait. */
final class DeliveryParameters {

  /** Parameters of prompt files that the HTTP API does not have. */
  static final String OUTPUT_NAME = "output_name";

  static final String PRIORITY = "priority";
  static final String LONGEST_WAIT = "longest_wait";
  private static final int MAX_PRIORITY = 100;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Map<String, Integer> NAMED_PRIORITIES =
      Map.of("low", -10, "normal", 0, "high", 10);

  private DeliveryParameters() {}

  static DeliveryOptions of(Parameters given, @Nullable String sink) {
    var parameters = OrderParameters.canonical(given);
    var name = parameters.text(OUTPUT_NAME);
    return new DeliveryOptions(
        sink,
        name == null || name.isBlank() ? null : OutputName.of(name),
        priority(parameters),
        longestWait(parameters));
  }

  /** The other parameters: those of the render. */
  static Parameters without(Parameters parameters) {
    return OrderParameters.canonical(parameters)
        .withoutAll(Set.of(OUTPUT_NAME, PRIORITY, LONGEST_WAIT));
  }

  private static @Nullable Duration longestWait(Parameters parameters) {
    var text = parameters.text(LONGEST_WAIT);
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      var wait = DurationStyle.SIMPLE.parse(text.strip());
      if (wait.compareTo(SHORTEST) >= 0 && wait.compareTo(LONGEST) <= 0 && hasUnit(text)) {
        return wait;
      }
    } catch (IllegalArgumentException | ArithmeticException ignored) {
      // refused below, like a time that is too long
    }
    throw new OrderRefused(
        LONGEST_WAIT, "longest_wait must be a time from 1s to 7d, like 90m or 12h");
  }

  /** A bare number would be milliseconds. */
  private static boolean hasUnit(String text) {
    return Character.isLetter(text.strip().charAt(text.strip().length() - 1));
  }

  private static int priority(Parameters parameters) {
    var allowed = "low, normal, high, or a whole number from -100 to 100";
    JsonNode value = parameters.get(PRIORITY);
    if (value != null && value.isTextual() && NAMED_PRIORITIES.containsKey(value.textValue())) {
      return NAMED_PRIORITIES.get(value.textValue());
    }
    Integer number = parameters.integer(PRIORITY, allowed);
    if (number != null && Math.abs(number) > MAX_PRIORITY) {
      throw new OrderRefused(PRIORITY, "priority must be " + allowed);
    }
    return number == null ? 0 : number;
  }
}
