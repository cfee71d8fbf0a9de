package dev.reelway.pause;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last change of what is paused.
 *
 * @param since when it was paused, or null if it was resumed
 */
record Pause(Key of, @Nullable Instant since) {

  /** What it is about. */
  record Key(Pausable kind, String name) {}
}
