package dev.reelway.upstream;

import dev.reelway.cost.Price;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.upstreams.<name>}.
 *
 * @param dialect the file under {@code routes/upstreams/} that handles its protocol
 * @param baseUrl the URL in front of {@code /v1/…}
 * @param key its API key, if there is only one; {@code file:} and a path for what is in that file
 * @param keys its API keys by names of the operator's choice, if there are several
 * @param token where its access tokens come from, or null if it takes the key itself
 * @param settings what only its dialect knows, by names of the dialect's own
 * @param idempotent whether it honours {@code Idempotency-Key}; false by default
 * @param callbacks whether orders contain a callback URL
 * @param can its capabilities, where they differ from those of its dialect
 * @param price what its renders cost, where that is the same for all of its models
 * @param limits its limits, or null for none
 */
public record UpstreamSettings(
    @Nullable String dialect,
    @Nullable URI baseUrl,
    @Nullable String key,
    @Nullable Map<String, String> keys,
    @Nullable TokenSettings token,
    @Nullable Map<String, String> settings,
    boolean idempotent,
    boolean callbacks,
    @Nullable CapabilitySettings can,
    @Nullable Price price,
    @Nullable UpstreamLimits limits) {}
