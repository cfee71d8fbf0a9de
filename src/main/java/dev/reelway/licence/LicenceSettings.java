package dev.reelway.licence;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.licences.<name>}. A licence that is set to {@code false} does not exist, whatever
 * a weaker configuration says of it.
 *
 * @param key what callers send as {@code Authorization}, bare or after {@code Bearer}
 * @param keySha256 its SHA-256 in hex, instead of the key
 * @param scopes what it is good for
 * @param keep how long what it orders is kept, or null as long as its sink keeps it
 * @param webhook where its jobs' ends are told, if anywhere
 */
public record LicenceSettings(
    @Nullable String key,
    @Nullable String keySha256,
    @Nullable Set<Scope> scopes,
    @Nullable Duration keep,
    @Nullable WebhookSettings webhook) {

  /** {@code reelway.licences}: all of them, by name. */
  public record ByName(Map<String, LicenceSettings> all) {}
}
