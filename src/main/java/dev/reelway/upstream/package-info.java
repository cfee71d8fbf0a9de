/**
 * Who renders: the configured upstreams, what they report, and what their failures mean. How an
 * upstream is spoken with is its dialect, a route file. Uses {@code order}, {@code wire} and {@code
 * setup}.
 */
@NullMarked
package dev.reelway.upstream;

import org.jspecify.annotations.NullMarked;
