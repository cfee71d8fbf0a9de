package dev.reelway.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.net.Downloader;
import dev.reelway.wire.BoundedJson;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of an issuer: from where the operator says, or as OpenID Connect Discovery 1.0, 4,
 * finds them. No redirect is followed, nothing is sent but the request, and besides the issuer's
 * own host, only public addresses are connected to.
 */
final class IssuerDocuments implements AutoCloseable {

  private static final long LARGEST = 256 << 10;
  private static final int MOST_KEYS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  private final String issuer;
  private final @Nullable URI keys;
  private final Downloader downloader;

  /**
   * @param keys where the keys are, or null to find them by discovery
   */
  IssuerDocuments(String issuer, @Nullable URI keys) {
    this.issuer = issuer;
    this.keys = keys;
    var own = keys == null ? URI.create(issuer) : keys;
    this.downloader = new Downloader(Set.of(IssuerUrls.authority(own)));
  }

  /**
   * The keys as they are now.
   *
   * @throws IOException if they cannot be read
   */
  KeySet read() throws IOException {
    var document = document(keys == null ? discovered() : keys);
    int count = document.path("keys").size();
    if (count == 0 || count > MOST_KEYS) {
      throw new IOException("The document has %d keys.".formatted(count));
    }
    return KeySet.of(document);
  }

  private URI discovered() throws IOException {
    var url = issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration";
    var document = document(URI.create(url));
    if (!document.path("issuer").asText("").equals(issuer)) {
      throw new IOException("The discovery document is of another issuer.");
    }
    return Optional.ofNullable(IssuerUrls.parse(document.path("jwks_uri").asText("")))
        .filter(found -> IssuerUrls.isSafe(found) && !IssuerUrls.isDowngrade(issuer, found))
        .orElseThrow(() -> new IOException("The discovery document has no https jwks_uri."));
  }

  private JsonNode document(URI url) throws IOException {
    try (var found = downloader.openThis(url, LARGEST, LIMIT)) {
      var read = JSON.readTree(found.body().readAllBytes());
      return read == null ? JSON.missingNode() : read;
    } catch (JsonProcessingException notJson) {
      throw new IOException("The document is not JSON.");
    }
  }

  @Override
  public void close() {
    downloader.close();
  }
}
