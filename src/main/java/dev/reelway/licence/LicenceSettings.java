package dev.reelway.licence;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.licences.<name>}. A licence that is set to {@code false} does not exist, even if a
 * configuration source of lower precedence defines it.
 *
 * @param key the value that callers send as {@code Authorization}, bare or after {@code Bearer}; or
 *     {@code file:} and the path of its file, which may change
 * @param keySha256 the SHA-256 of the key in hex, given instead of the key
 * @param scopes the kinds of request that it allows
 * @param models the public models, without suffixes, that it may order; null for all
 * @param limits how much it may use, or null for no limits
 * @param keep how long the results of its requests are kept, or null for as long as their sink
 *     keeps them
 * @param webhook the webhook that is notified when one of its jobs ends, or null
 */
public record LicenceSettings(
    @Nullable String key,
    @Nullable String keySha256,
    @Nullable Set<Scope> scopes,
    @Nullable Set<String> models,
    @Nullable LicenceLimits limits,
    @Nullable Duration keep,
    @Nullable WebhookSettings webhook) {

  /** {@code reelway.licences}: all of them, by name. */
  public record ByName(Map<String, LicenceSettings> all) {}
}
