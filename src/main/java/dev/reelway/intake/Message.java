package dev.reelway.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that came in, as far as it could be read.
 *
 * @param key what makes it the same message when it comes again, or null where nothing does
 * @param entry the order in it
 * @param body what came
 * @param headers what came with it, but for what would tell Camel or a broker what to do
 */
public record Message(
    @Nullable String key, Entry entry, @Nullable Object body, Map<String, Object> headers) {

  public Message {
    headers = harmless(headers);
  }

  private static Map<String, Object> harmless(Map<String, Object> headers) {
    var some = new LinkedHashMap<String, Object>();
    headers.forEach(
        (name, value) -> {
          var lower = name.toLowerCase(Locale.ROOT);
          if (value != null && !lower.startsWith("camel") && !lower.equals("jmsreplyto")) {
            some.put(name, value);
          }
        });
    return Map.copyOf(some);
  }

  /** The name that its sender gave the order, or null. */
  @Nullable String customId() {
    return entry.customId();
  }
}
