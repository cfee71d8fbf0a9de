package dev.reelway.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The deprecation of a public model.
 *
 * @param since when callers are first informed
 * @param sunset when it can no longer be ordered, not before {@code since}; null if not decided
 * @param successor the public model to order instead, or null
 */
public record Deprecation(Instant since, @Nullable Instant sunset, @Nullable String successor) {

  boolean hasBegun(Instant now) {
    return !now.isBefore(since);
  }

  boolean isOver(Instant now) {
    return sunset != null && !now.isBefore(sunset);
  }
}
