package dev.reelway.upstream;

/**
 * A model at an upstream, whatever the credential: what can be made there, and how long that takes.
 *
 * @param upstream the upstream's name in the configuration
 * @param model the model as this upstream calls it
 */
public record Engine(String upstream, String model) {}
