package dev.reelway.job;

import dev.reelway.upstream.Target;
import java.time.Instant;

/**
 * A failed request to an upstream.
 *
 * @param cause why it failed, in a sentence, with the upstream's own words
 * @param job the id of the job that it was made for
 */
public record UpstreamError(Target target, Instant at, String cause, String job) {}
