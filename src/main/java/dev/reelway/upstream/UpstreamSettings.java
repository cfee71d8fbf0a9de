package dev.reelway.upstream;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.upstreams.<name>}.
 *
 * @param dialect the file under {@code routes/upstreams/} that speaks with it
 * @param baseUrl where its API begins, before {@code /v1/…}
 * @param key the secret it knows us by, where there is only one
 * @param keys where there are several: the secrets, by names of our own
 * @param idempotent whether it honours {@code Idempotency-Key}; false unless it is known to
 * @param callbacks whether it is told where to call when a render changes
 * @param limits how much it is asked for
 */
public record UpstreamSettings(
    @Nullable String dialect,
    @Nullable URI baseUrl,
    @Nullable String key,
    @Nullable Map<String, String> keys,
    boolean idempotent,
    boolean callbacks,
    @Nullable Limits limits) {}
