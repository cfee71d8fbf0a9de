package dev.reelway.intake.format;

import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * One order of a prompt file or message, before it is checked.
 *
 * @param line the line where it begins, from 1; in a JSON or YAML list its position in the list,
 *     from 1. {@link #MOST_LINES} are added for each model before its own, if the line names
 *     several
 * @param customId the name that its author gave it, or null
 * @param url the API path that it is a request for, or null if its model decides
 * @param parameters the parameters
 * @param refused why it is refused, or null
 */
public record OrderEntry(
    int line,
    @Nullable String customId,
    @Nullable String url,
    Parameters parameters,
    @Nullable OrderRefused refused) {

  /** More than a file may have: each line has one byte at least. */
  public static final int MOST_LINES = 200_000_001;

  /** The most models that a line may name: no number of a line is larger than an integer. */
  static final int MOST_MODELS = 10;

  /** The line where it begins, whichever of the line's models it is for. */
  public int place() {
    return placeOf(line);
  }

  /** The same of a stored line. */
  public static int placeOf(int line) {
    return line % MOST_LINES;
  }

  public static OrderEntry of(int line, @Nullable String customId, Parameters parameters) {
    return new OrderEntry(line, customId, null, parameters, null);
  }

  static OrderEntry refused(int line, @Nullable String customId, OrderRefused why) {
    return new OrderEntry(line, customId, null, Parameters.NONE, why);
  }

  public static OrderEntry refused(int line, String sentence) {
    return refused(line, null, new OrderRefused(null, sentence));
  }

  /** This order, refused. */
  OrderEntry refusedWith(OrderRefused why) {
    return refused(line, customId, why);
  }
}
