package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An upstream has answered, with whatever HTTP status, that it accepts no orders from us: its
 * dialect reports {@link Report.Verdict#UNAVAILABLE}.
 */
public final class UpstreamRejected extends RuntimeException {

  UpstreamRejected(@Nullable String reason) {
    super(reason == null ? "no reason given" : reason, null, false, false);
  }
}
