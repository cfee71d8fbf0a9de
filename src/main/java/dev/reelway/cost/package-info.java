/** What renders cost: as upstreams tell it, and as the configured prices estimate it. */
@NullMarked
package dev.reelway.cost;

import org.jspecify.annotations.NullMarked;
