package dev.reelway.sink.s3;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bucket that files are stored in, and how it is reached.
 *
 * @param prefix the prefix of every key: empty, or a path that ends with a slash
 * @param endpoint the URL of the service; null for Amazon S3 in the region
 * @param pathStyle whether the bucket is in the path instead of the host name
 * @param login the access key; null to use the environment, a profile, or the machine's role
 * @param storageClass the storage class; null for the bucket's default
 * @param sse the server-side encryption; null for the bucket's default
 * @param links direct links for callers; null if this service serves the files
 */
public record S3Settings(
    String bucket,
    String prefix,
    String region,
    @Nullable URI endpoint,
    boolean pathStyle,
    @Nullable S3Login login,
    @Nullable String storageClass,
    @Nullable String sse,
    @Nullable Links links) {

  /**
   * How callers download files directly.
   *
   * @param valid how long a link can be used to start a download
   * @param endpoint the URL of the service for callers; null for Amazon S3 in the region
   */
  public record Links(Duration valid, @Nullable URI endpoint) {}

  /** An access key. {@code toString} does not contain the secret. */
  public record S3Login(String accessKey, String secretKey) {

    @Override
    public String toString() {
      return accessKey;
    }
  }
}
