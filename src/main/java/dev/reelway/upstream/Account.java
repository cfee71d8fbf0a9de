package dev.reelway.upstream;

/**
 * One credential at one upstream: what an upstream counts renders by.
 *
 * @param upstream the upstream's name in the configuration
 * @param credential the name of one of its credentials
 */
public record Account(String upstream, String credential) {}
