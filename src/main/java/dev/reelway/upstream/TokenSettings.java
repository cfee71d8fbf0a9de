package dev.reelway.upstream;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.upstreams.<name>.token}: where the access tokens of an upstream come from (OAuth
 * 2.0).
 *
 * @param url the token endpoint; if the key is a service account, its own {@code token_uri} by
 *     default
 * @param scope the scope that is asked for; by default what the dialect asks for
 * @param secretInForm whether a client id and its secret are sent in the form instead of the header
 */
public record TokenSettings(@Nullable URI url, @Nullable String scope, boolean secretInForm) {}
