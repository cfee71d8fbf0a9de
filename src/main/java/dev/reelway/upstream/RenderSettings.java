package dev.reelway.upstream;

import java.util.List;
import java.util.Map;

/**
 * Who renders what.
 *
 * @param upstreams {@code reelway.upstreams}, by name
 * @param dialects {@code reelway.dialects}: what can be made, by dialect
 * @param models {@code reelway.models}: the targets of each public model, the best first
 */
public record RenderSettings(
    Map<String, UpstreamSettings> upstreams,
    Map<String, CapabilitySettings> dialects,
    Map<String, List<TargetSettings>> models) {}
