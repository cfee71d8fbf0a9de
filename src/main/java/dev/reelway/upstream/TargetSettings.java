package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code reelway.models.<name>}: where this model is rendered, and under which name.
 */
public record TargetSettings(@Nullable String upstream, @Nullable String model) {}
