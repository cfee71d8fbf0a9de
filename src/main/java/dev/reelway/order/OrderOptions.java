package dev.reelway.order;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The options of an order as it is stored: sorted, and equal after they were read from JSON. */
final class OrderOptions {

  private OrderOptions() {}

  static Map<String, Object> of(@Nullable Map<String, Object> options) {
    if (options == null || options.isEmpty()) {
      return Map.of();
    }
    var all = new TreeMap<String, Object>();
    options.forEach((name, value) -> all.put(name, stable(value)));
    return Collections.unmodifiableMap(all);
  }

  /** Whole numbers are longs and others are BigDecimals, as JSON does not tell their types. */
  private static Object stable(Object value) {
    return switch (value) {
      case Integer whole -> whole.longValue();
      case Double number -> BigDecimal.valueOf(number).stripTrailingZeros();
      default -> value;
    };
  }
}
