package dev.reelway.event;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.events}.
 *
 * @param to the URI of a Camel endpoint that receives every event, or null
 * @param timeout how long a webhook may take to answer
 * @param atOnce the maximum number of concurrent deliveries of a node to one host of a licence
 * @param keep how long events are kept; an event with a waiting delivery is kept longer
 * @param endpoints the maximum number of webhook endpoints that one licence may register
 * @param privateHosts hosts that webhooks may have although they are not public, as {@code host} or
 *     {@code host:port}
 */
public record EventSettings(
    @Nullable String to,
    Duration timeout,
    int atOnce,
    Duration keep,
    int endpoints,
    Set<String> privateHosts) {}
