package dev.reelway.sink.s3;

import dev.reelway.sink.s3.S3Settings.Links;
import java.net.URI;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs temporary links to files of the bucket, without a request to the service. */
final class LinkSigner implements AutoCloseable {

  private final S3Settings settings;
  private final Links links;
  private final S3Presigner signer;

  LinkSigner(S3Settings settings, Links links) {
    this.settings = settings;
    this.links = links;
    this.signer = signer(settings, links);
  }

  private static S3Presigner signer(S3Settings settings, Links links) {
    var builder =
        S3Presigner.builder()
            .region(Bucket.region(settings))
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(settings.pathStyle())
                    .checksumValidationEnabled(false)
                    .build());
    var endpoint = links.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    var login = settings.login();
    if (login != null) {
      builder.credentialsProvider(Bucket.credentials(login));
    }
    return builder.build();
  }

  /**
   * A link whose response has this media type and the same caching rules as responses of this
   * service.
   */
  URI link(String key, String type) {
    var signed =
        signer.presignGetObject(
            link ->
                link.signatureDuration(links.valid())
                    .getObjectRequest(
                        get ->
                            get.bucket(settings.bucket())
                                .key(settings.prefix() + key)
                                .responseContentType(type)
                                .responseCacheControl("private, no-cache")));
    return URI.create(signed.url().toString());
  }

  @Override
  public void close() {
    signer.close();
  }
}
