/**
 * What comes in from outside, made safe to keep: bounded JSON, plain text, times to wait; and what
 * was thrown, by its causes. Uses no other package.
 */
@NullMarked
package dev.reelway.wire;

import org.jspecify.annotations.NullMarked;
