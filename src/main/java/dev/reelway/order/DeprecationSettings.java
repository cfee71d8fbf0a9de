package dev.reelway.order;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.deprecations.<model>}. Times are ISO 8601 dates, meaning midnight UTC, or
 * instants.
 *
 * @param since when callers are first informed
 * @param sunset when it can no longer be ordered
 * @param successor the public model to order instead
 */
public record DeprecationSettings(
    @Nullable String since, @Nullable String sunset, @Nullable String successor) {

  /** {@code reelway.deprecations}: all of them, by public model. */
  public record ByModel(Map<String, DeprecationSettings> all) {}
}
