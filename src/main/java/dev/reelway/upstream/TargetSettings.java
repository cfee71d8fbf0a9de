package dev.reelway.upstream;

import dev.reelway.cost.Price;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code reelway.models.<name>}: an upstream that renders the model, and its name
 * there.
 *
 * @param can the capabilities, where they differ from those of its dialect
 * @param nearest whether unsupported values are rounded rather than refused
 * @param fields how the model names the values of an order, where that differs from its dialect
 * @param template the path of a JSON file that its dialect fills with the values of each order
 * @param price what renders cost there, where it differs from that of its upstream
 * @param share its share of the model's orders, if {@code reelway.choice} divides them
 */
public record TargetSettings(
    @Nullable String upstream,
    @Nullable String model,
    @Nullable CapabilitySettings can,
    boolean nearest,
    @Nullable Map<String, Object> fields,
    @Nullable String template,
    @Nullable Price price,
    @Nullable Integer share) {}
