package dev.reelway.licence;

import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.licences.<name>.webhook}.
 *
 * @param url where every end of a job of this licence is told
 * @param secret what is told is signed with, as {@code whsec_} and base64; one is made otherwise
 */
public record WebhookSettings(@Nullable String url, @Nullable String secret) {}
