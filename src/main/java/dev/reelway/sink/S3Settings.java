package dev.reelway.sink;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which bucket films go to, and how it is reached.
 *
 * @param prefix what every key begins with in there: nothing, or a path that ends with a slash
 * @param endpoint where the service is; null is Amazon's own in the region
 * @param pathStyle whether the bucket stands in the path, not in the name of the host
 * @param login null: found in the environment, in a profile, or from the machine's role
 * @param storageClass null: the bucket's own
 * @param sse how the service encrypts what lies there; null: as the bucket says
 * @param links null: films pass through here
 */
record S3Settings(
    String bucket,
    String prefix,
    String region,
    @Nullable URI endpoint,
    boolean pathStyle,
    @Nullable Login login,
    @Nullable String storageClass,
    @Nullable String sse,
    @Nullable Links links) {

  /**
   * How callers fetch films themselves.
   *
   * @param valid how long one may begin to
   * @param endpoint where they find the service; null is Amazon's own in the region
   */
  public record Links(Duration valid, @Nullable URI endpoint) {}

  /** Whom the service knows us as; it never tells its secret. */
  public record Login(String accessKey, String secretKey) {

    @Override
    public String toString() {
      return accessKey;
    }
  }
}
