/**
 * A built-in upstream behind real HTTP for trials: renders real videos and images, deterministic by
 * prompt. Uses {@code sandbox.paint}, {@code api} (to read requests), {@code order}, {@code sink}
 * and {@code setup}.
 */
@NullMarked
package dev.reelway.sandbox;

import org.jspecify.annotations.NullMarked;
