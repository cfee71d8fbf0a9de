package dev.reelway.upstream;

import dev.reelway.net.UpstreamOrigin;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configured upstream with one of its credentials, as the routes of its dialect see it.
 *
 * @param name its name in the configuration
 * @param dialect the file under {@code routes/upstreams/} that handles its protocol
 * @param baseUrl an http or https URL without a trailing slash
 * @param credential the name of the key in use
 * @param key the secret; it is never logged, and never sent to another origin
 * @param idempotent whether it honours {@code Idempotency-Key}, so that a submit whose response was
 *     lost may be repeated with the same key without creating a second video
 * @param settings what only its dialect knows, by names of the dialect's own
 */
public record Upstream(
    String name,
    String dialect,
    String baseUrl,
    String credential,
    String key,
    boolean idempotent,
    Map<String, String> settings) {

  private static final Pattern HTTP = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  /** An upstream without settings of its dialect's own. */
  public Upstream(
      String name,
      String dialect,
      String baseUrl,
      String credential,
      String key,
      boolean idempotent) {
    this(name, dialect, baseUrl, credential, key, idempotent, Map.of());
  }

  /** The same with another secret under the same name. */
  Upstream withKey(String other) {
    return new Upstream(name, dialect, baseUrl, credential, other, idempotent, settings);
  }

  /**
   * The URL from which a video is fetched with this upstream's key: the link that the upstream
   * gave, if it leads to the upstream itself, otherwise the path that its dialect uses.
   *
   * @param link absolute, or relative to the base URL, or null
   */
  public URI videoUrl(@Nullable String link, String path) {
    try {
      var video = link == null || link.isBlank() ? null : absolute(link);
      return video != null && isOwn(video) ? video : URI.create(baseUrl + path);
    } catch (IllegalArgumentException ignored) {
      return URI.create(baseUrl + path); // the link is not a URL
    }
  }

  /**
   * A link as an absolute URL.
   *
   * @param link absolute, or relative to the base URL
   * @throws IllegalArgumentException if it is not a URL
   */
  public URI absolute(String link) {
    return URI.create(baseUrl + "/").resolve(link);
  }

  /** Whether a link leads to another origin; text that is not a URL counts as foreign. */
  public boolean isForeign(String link) {
    try {
      return !isOwn(absolute(link));
    } catch (IllegalArgumentException ignored) {
      return true; // the link is not a URL
    }
  }

  /** Whether a link is an http or https URL of another origin. */
  public boolean isElsewhere(@Nullable String link) {
    return link != null && isForeign(link) && HTTP.matcher(link).lookingAt();
  }

  private boolean isOwn(URI link) {
    return new UpstreamOrigin(URI.create(baseUrl), Map.of()).covers(link);
  }

  @Override
  public String toString() {
    return name;
  }
}
