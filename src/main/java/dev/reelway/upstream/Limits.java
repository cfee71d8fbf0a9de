package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.upstreams.<name>.limits}: how much an upstream is asked for, under all of its
 * credentials together. What is null is not limited; all numbers are from 1.
 *
 * @param atOnce how many renders may be open there, on all nodes together
 * @param submitsPerMinute how many orders may be sent there in any minute, by one process
 * @param pollsPerMinute how many questions about renders may be asked there, by one process; they
 *     are spread evenly over the minute
 */
public record Limits(
    @Nullable Integer atOnce,
    @Nullable Integer submitsPerMinute,
    @Nullable Integer pollsPerMinute) {

  /** Nothing is limited. */
  public static final Limits NONE = new Limits(null, null, null);

  /** Whether there may be no room for an order. */
  public boolean ofOrders() {
    return atOnce != null || submitsPerMinute != null;
  }
}
