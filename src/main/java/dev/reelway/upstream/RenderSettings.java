package dev.reelway.upstream;

import dev.reelway.cost.Money;
import java.util.List;
import java.util.Map;

/**
 * Who renders what.
 *
 * @param upstreams {@code reelway.upstreams}, by name
 * @param dialects {@code reelway.dialects}: what can be made, by dialect
 * @param models {@code reelway.models}: the targets of each public model, the best first
 * @param choice {@code reelway.choice}: which target goes first, by model
 * @param money the currency of the prices
 */
public record RenderSettings(
    Map<String, UpstreamSettings> upstreams,
    Map<String, CapabilitySettings> dialects,
    Map<String, List<TargetSettings>> models,
    Map<String, ChoiceSettings> choice,
    Money money) {}
