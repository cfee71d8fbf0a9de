package dev.reelway.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A received message with its order.
 *
 * @param key identifies the message if it is delivered again, or null if nothing does
 * @param entry its order
 * @param body the body as received
 * @param headers the headers as received, without those that control Camel or the broker
 */
public record Message(
    @Nullable String key, Entry entry, @Nullable Object body, Map<String, Object> headers) {

  public Message {
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

  /** The name that the sender gave the order, or null. */
  @Nullable String customId() {
    return entry.customId();
  }
}
