/**
 * The configured upstreams: what they report, their limits, and what their failures mean. The API
 * of an upstream is translated by its dialect, a route file. Uses {@code order}, {@code wire} and
 * {@code setup}.
 */
@NullMarked
package dev.reelway.upstream;

import org.jspecify.annotations.NullMarked;
