package dev.reelway.upstream;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One configured upstream, as the routes of its dialect see it.
 *
 * @param name its name in the configuration
 * @param dialect the file under {@code routes/upstreams/} that speaks with it
 * @param baseUrl http or https, without a slash at its end
 * @param credential the name of the key in use
 * @param key the secret; never logged, never sent to another origin
 * @param idempotent whether it honours {@code Idempotency-Key}, so that a submit whose answer was
 *     lost may be sent again under the same key without making a second film
 */
public record Upstream(
    String name,
    String dialect,
    String baseUrl,
    String credential,
    String key,
    boolean idempotent) {

  /**
   * Where a film is fetched with this upstream's key: at the link that the upstream gave, if it
   * leads to the upstream itself, else at the path where its dialect keeps films.
   *
   * @param link absolute, or relative to the base URL, or null
   */
  public URI film(@Nullable String link, String path) {
    var own = URI.create(baseUrl + "/");
    try {
      var film = link == null || link.isBlank() ? null : own.resolve(link);
      return film != null && isOwn(film) ? film : URI.create(baseUrl + path);
    } catch (IllegalArgumentException noLink) {
      return URI.create(baseUrl + path);
    }
  }

  /** Whether a link leads to somebody else; one that is no link at all leads nowhere. */
  public boolean isForeign(String link) {
    try {
      return !isOwn(URI.create(baseUrl + "/").resolve(link));
    } catch (IllegalArgumentException noLink) {
      return true;
    }
  }

  private boolean isOwn(URI link) {
    var own = URI.create(baseUrl);
    return own.getScheme().equalsIgnoreCase(link.getScheme())
        && own.getRawAuthority().equalsIgnoreCase(link.getRawAuthority());
  }

  @Override
  public String toString() {
    return name;
  }
}
