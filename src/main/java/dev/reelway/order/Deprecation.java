package dev.reelway.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a public model is on its way out.
 *
 * @param since from when on callers are told
 * @param sunset from when on it cannot be ordered, not before {@code since}; null where that is not
 *     settled
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
