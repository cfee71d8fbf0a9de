package dev.reelway.intake;

import dev.reelway.intake.format.OrderEntry;
import dev.reelway.job.Job;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A received message with its order.
 *
 * @param key identifies the message if it is delivered again, or null if nothing does
 * @param orderEntry its order
 * @param job the job that it has become when it was delivered before, or null
 * @param body the body as received
 * @param headers the headers as received, without those that control Camel or the broker
 */
public record OrderMessage(
    @Nullable String key,
    OrderEntry orderEntry,
    @Nullable Job job,
    @Nullable Object body,
    Map<String, Object> headers) {

  public OrderMessage {
    headers = withoutControl(headers);
  }

  private static Map<String, Object> withoutControl(Map<String, Object> headers) {
    var remaining = new LinkedHashMap<String, Object>();
    headers.forEach(
        (name, value) -> {
          var lower = name.toLowerCase(Locale.ROOT);
          if (value != null && !lower.startsWith("camel") && !lower.equals("jmsreplyto")) {
            remaining.put(name, value);
          }
        });
    return Map.copyOf(remaining);
  }

  /** Whether it has become a job when it was delivered before. */
  public boolean isKnown() {
    return job != null;
  }

  /** The name that the sender gave the order, or null. */
  @Nullable String customId() {
    return orderEntry.customId();
  }
}
