package dev.reelway.order;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.deprecations.<model>}. Times are ISO dates, which begin at midnight UTC, or
 * instants.
 *
 * @param since from when on callers are told
 * @param sunset from when on it cannot be ordered any more
 * @param successor the public model to order instead
 */
public record DeprecationSettings(
    @Nullable String since, @Nullable String sunset, @Nullable String successor) {

  /** {@code reelway.deprecations}: all of them, by public model. */
  public record ByModel(Map<String, DeprecationSettings> all) {}
}
