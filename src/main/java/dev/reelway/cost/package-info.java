/**
 * What renders cost: as upstreams tell it, and as the configured prices estimate it. Uses {@code
 * order}.
 */
@NullMarked
package dev.reelway.cost;

import org.jspecify.annotations.NullMarked;
