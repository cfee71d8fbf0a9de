package dev.reelway.job;

import org.jspecify.annotations.Nullable;

/**
 * A job as an operator sees it.
 *
 * @param upstream where it is, or was last, or null
 * @param waiting whether it waits for capacity, and is not due
 */
public record ListedJob(Job job, @Nullable String upstream, boolean waiting) {}
