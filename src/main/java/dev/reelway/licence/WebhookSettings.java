package dev.reelway.licence;

import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.licences.<name>.webhook}.
 *
 * @param url the http or https URL that is notified when a job of this licence ends
 * @param secret the secret that notifications are signed with, as {@code whsec_} and base64; if
 *     null, the service derives one
 */
public record WebhookSettings(@Nullable String url, @Nullable String secret) {}
