package dev.reelway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.job.Handling;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Wishes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the orders of prompt files wish of their way, beside what is made. */
final class Handlings {

  /** The names of these wishes, which no call of the API knows. */
  static final String OUTPUT_NAME = "output_name";

  static final String PRIORITY = "priority";
  private static final int MOST = 100;
  private static final Map<String, Integer> WORDS = Map.of("low", -10, "normal", 0, "high", 10);

  private Handlings() {}

  static Handling of(Wishes wishes, @Nullable String sink) {
    var name = wishes.text(OUTPUT_NAME);
    return new Handling(
        sink, name == null || name.isBlank() ? null : OutputName.of(name), priority(wishes));
  }

  /** The wishes that are left: what is to be made. */
  static Wishes without(Wishes wishes) {
    return wishes.without(OUTPUT_NAME).without(PRIORITY);
  }

  private static int priority(Wishes wishes) {
    var allowed = "low, normal, high, or a whole number from -100 to 100";
    JsonNode said = wishes.get(PRIORITY);
    if (said != null && said.isTextual() && WORDS.containsKey(said.textValue())) {
      return WORDS.get(said.textValue());
    }
    Integer number = wishes.whole(PRIORITY, allowed);
    if (number != null && Math.abs(number) > MOST) {
      throw new OrderRefused(PRIORITY, "priority must be " + allowed);
    }
    return number == null ? 0 : number;
  }
}
