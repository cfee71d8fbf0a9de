package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code reelway.models.<name>}: where this model is rendered, and under which name.
 *
 * @param can what it can make, where that is not what its dialect's defaults say
 * @param nearest whether a wish that it cannot fulfil is rounded, instead of refused
 */
public record TargetSettings(
    @Nullable String upstream,
    @Nullable String model,
    @Nullable AbilitySettings can,
    boolean nearest) {}
