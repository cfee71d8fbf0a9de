package dev.reelway.trace;

import org.jspecify.annotations.Nullable;

/**
 * What spans tell of a render.
 *
 * @param kind video or image
 * @param upstream its name in the configuration
 * @param dialect the protocol that it speaks
 * @param model the upstream's name of the model
 * @param task the upstream's name of the render, or null as long as it has none
 */
public record TracedRender(
    String kind, String upstream, String dialect, String model, @Nullable String task) {}
