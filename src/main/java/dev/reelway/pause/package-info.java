/** What operators have paused: upstreams, which get no orders then, and inboxes. */
@NullMarked
package dev.reelway.pause;

import org.jspecify.annotations.NullMarked;
