/**
 * Data from outside, made safe to store: bounded JSON, plain text, times to wait; and the causes of
 * exceptions. Uses no other package.
 */
@NullMarked
package dev.reelway.wire;

import org.jspecify.annotations.NullMarked;
