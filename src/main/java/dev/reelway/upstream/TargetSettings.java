package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code reelway.models.<name>}: an upstream that renders the model, and its name
 * there.
 *
 * @param can the capabilities, where they differ from those of its dialect
 * @param nearest whether unsupported values are rounded rather than refused
 */
public record TargetSettings(
    @Nullable String upstream,
    @Nullable String model,
    @Nullable CapabilitySettings can,
    boolean nearest) {}
