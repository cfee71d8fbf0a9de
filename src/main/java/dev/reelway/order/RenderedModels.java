package dev.reelway.order;

import java.util.Set;

/**
 * The public models that an upstream renders.
 *
 * @param names without suffixes
 */
public record RenderedModels(Set<String> names) {}
