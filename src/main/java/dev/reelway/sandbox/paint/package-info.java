/**
 * What the sandbox renders: H.264 videos and images of a landscape with the prompt as its caption,
 * deterministic by prompt. Uses {@code order} and {@code media}.
 */
@NullMarked
package dev.reelway.sandbox.paint;

import org.jspecify.annotations.NullMarked;
