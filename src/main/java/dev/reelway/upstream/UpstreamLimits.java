package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.upstreams.<name>.limits}: the limits of an upstream, for all of its credentials
 * together. Null is unlimited; numbers are at least 1.
 *
 * @param atOnce the most renders that may be open there, on all nodes together
 * @param submitsPerMinute the most orders that one process may submit in any minute
 * @param pollsPerMinute the most polls that one process may make per minute, evenly spaced
 */
public record UpstreamLimits(
    @Nullable Integer atOnce,
    @Nullable Integer submitsPerMinute,
    @Nullable Integer pollsPerMinute) {

  /** Unlimited. */
  public static final UpstreamLimits NONE = new UpstreamLimits(null, null, null);

  /** Whether orders are limited, so that they may have to wait for capacity. */
  public boolean limitsOrders() {
    return atOnce != null || submitsPerMinute != null;
  }
}
