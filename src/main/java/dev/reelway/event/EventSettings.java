package dev.reelway.event;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.events}.
 *
 * @param to a Camel endpoint that gets every event, or nothing
 * @param timeout how long a webhook may take to answer
 * @param atOnce how many letters may be under way to one receiver
 * @param keep how long events are kept that have nobody left to be told
 * @param privateHosts hosts that webhooks may be at although they are not public, by name or by
 *     name and port
 */
public record EventSettings(
    @Nullable String to, Duration timeout, int atOnce, Duration keep, Set<String> privateHosts) {}
