/** What comes in from outside, made safe to keep: bounded JSON, plain text, times to wait. */
@NullMarked
package dev.reelway.wire;

import org.jspecify.annotations.NullMarked;
