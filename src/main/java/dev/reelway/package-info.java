/**
 * Reelway: one durable API for generated videos and images, whichever upstream renders them.
 *
 * <p>{@link dev.reelway.Reelway} starts it, {@link dev.reelway.Settings} is its whole
 * configuration, {@link dev.reelway.Wiring} names its packages, {@code RouteFiles} loads {@code
 * routes/}, which connect all of them. An {@code order.Order} becomes a {@code job.Job}, which an
 * {@code upstream} renders and a {@code sink} stores. Uses every package; none uses it.
 */
@NullMarked
package dev.reelway;

import org.jspecify.annotations.NullMarked;
