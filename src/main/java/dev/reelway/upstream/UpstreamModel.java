package dev.reelway.upstream;

/**
 * A model at an upstream, independent of the credential. Capabilities and render times are kept per
 * engine.
 *
 * @param upstream the upstream's name in the configuration
 * @param model this upstream's name of the model
 */
public record UpstreamModel(String upstream, String model) {}
