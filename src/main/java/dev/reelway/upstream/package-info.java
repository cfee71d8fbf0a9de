/** Who renders: the configured upstreams, what they report, and what their troubles mean. */
@NullMarked
package dev.reelway.upstream;

import org.jspecify.annotations.NullMarked;
