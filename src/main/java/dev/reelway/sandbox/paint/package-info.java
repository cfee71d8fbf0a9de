/**
 * The renderer of the sandbox: H.264 videos and images of a landscape with the prompt as its
 * caption, deterministic by prompt. Uses {@code sandbox}.
 */
@NullMarked
package dev.reelway.sandbox.paint;

import org.jspecify.annotations.NullMarked;
