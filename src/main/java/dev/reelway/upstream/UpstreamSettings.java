package dev.reelway.upstream;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.upstreams.<name>}.
 *
 * @param dialect the file under {@code routes/upstreams/} that speaks with it
 * @param baseUrl where its API begins, before {@code /v1/…}
 * @param key the secret it knows us by
 * @param idempotent whether it honours {@code Idempotency-Key}; false unless it is known to
 */
public record UpstreamSettings(
    @Nullable String dialect, @Nullable URI baseUrl, @Nullable String key, boolean idempotent) {}
