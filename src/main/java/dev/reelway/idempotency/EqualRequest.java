package dev.reelway.idempotency;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An earlier request with the same path, parameters and files.
 *
 * @param object the object that it has created
 * @param isLeft whether its caller has left without an answer, so that another request may join
 * @param process the process that its caller waits or has waited for; null if the caller did not
 *     wait, or if it is unknown
 * @param lastAlive when that process is last known to have been alive
 */
public record EqualRequest(
    String object, boolean isLeft, @Nullable String process, Instant lastAlive) {}
