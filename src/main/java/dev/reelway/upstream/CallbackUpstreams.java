package dev.reelway.upstream;

import java.util.Set;

/**
 * The upstreams that call when a render changes.
 *
 * @param names those whose {@code callbacks} are true
 */
public record CallbackUpstreams(Set<String> names) {}
