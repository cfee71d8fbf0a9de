package dev.reelway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as the API writes them. */
final class UnixTime {

  private UnixTime() {}

  /** The whole seconds since 1970, or null for none. */
  static @Nullable Long seconds(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(time.getEpochSecond());
  }
}
