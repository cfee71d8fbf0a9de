package dev.reelway.sink.s3;

import dev.reelway.sink.KeyTemplate;
import dev.reelway.sink.s3.S3Settings.S3Login;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The operations on a bucket that the sink needs. Keys are the sink's, without the prefix that they
 * have in the bucket.
 *
 * <p>It uses nothing that only Amazon S3 supports: every body is sent with its length and MD5,
 * without chunked signing and without trailing checksums.
 */
final class Bucket implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

  private final S3Settings settings;
  private final S3Client client;

  Bucket(S3Settings settings) {
    this.settings = settings;
    this.client = client(settings);
  }

  /** Creates the client without connecting. */
  private static S3Client client(S3Settings settings) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(READ_TIMEOUT))
            .region(region(settings))
            .forcePathStyle(settings.pathStyle())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
            .overrideConfiguration(all -> all.addExecutionInterceptor(new NoExpectation()));
    var endpoint = settings.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    var login = settings.login();
    if (login != null) {
      builder.credentialsProvider(credentials(login));
    }
    return builder.build();
  }

  static Region region(S3Settings settings) {
    return Region.of(settings.region());
  }

  static AwsCredentialsProvider credentials(S3Login login) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(login.accessKey(), login.secretKey()));
  }

  /** The JDK's client waits for its timeout if a service does not answer {@code Expect}. */
  private static final class NoExpectation implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
  }

  /**
   * Bytes to upload, which can be sent again on a retry.
   *
   * @param length how many bytes of the buffer are used
   * @param digest the MD5 of those
   */
  record PartBytes(byte[] buffer, int length, byte[] digest) {

    static PartBytes of(byte[] buffer, int length) {
      var digest = md5();
      digest.update(buffer, 0, length);
      return new PartBytes(buffer, length, digest.digest());
    }

    RequestBody body(String type) {
      return RequestBody.fromContentProvider(
          () -> new ByteArrayInputStream(buffer, 0, length), length, type);
    }

    /** The value of the {@code StoredContent-MD5} header. */
    String contentMd5() {
      return Base64.getEncoder().encodeToString(digest);
    }

    static MessageDigest md5() {
      try {
        return MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Uploads a small file in one request, and answers its ETag. */
  @Nullable String put(String key, String type, PartBytes bytes) {
    var stored =
        client.putObject(
            put ->
                put.bucket(settings.bucket())
                    .key(in(key))
                    .contentType(type)
                    .contentMD5(bytes.contentMd5())
                    .metadata(metadata(key))
                    .storageClass(settings.storageClass())
                    .serverSideEncryption(settings.sse()),
            bytes.body(type));
    return stored.eTag();
  }

  /** The object's metadata, which is kept when it is copied. */
  private static Map<String, String> metadata(String key) {
    return KeyTemplate.job(key).map(job -> Map.of("job", job)).orElse(Map.of());
  }

  /** Starts a multipart upload; the object appears under its key when it is completed. */
  PartUpload begin(String key, String type) {
    var begun =
        client.createMultipartUpload(
            upload ->
                upload
                    .bucket(settings.bucket())
                    .key(in(key))
                    .contentType(type)
                    .metadata(metadata(key))
                    .storageClass(settings.storageClass())
                    .serverSideEncryption(settings.sse()));
    return new PartUpload(client, settings.bucket(), in(key), begun.uploadId());
  }

  /**
   * The metadata of an object; empty if there is none. A missing bucket answers in the same way,
   * but is an error, as the video is not gone.
   */
  Optional<HeadObjectResponse> head(String key) {
    try {
      return Optional.of(client.headObject(head -> head.bucket(settings.bucket()).key(in(key))));
    } catch (NoSuchKeyException missing) {
      client.headBucket(head -> head.bucket(settings.bucket()));
      return Optional.empty();
    }
  }

  /** Opens an object from an offset, if its ETag is unchanged. */
  InputStream read(String key, String etag, long from) {
    return client.getObject(
        get ->
            get.bucket(settings.bucket())
                .key(in(key))
                .ifMatch(etag)
                .range("bytes=%d-".formatted(from)));
  }

  /** The keys with this prefix. */
  Stream<String> keys(String start) {
    return client
        .listObjectsV2Paginator(list -> list.bucket(settings.bucket()).prefix(in(start)))
        .contents()
        .stream()
        .map(S3Object::key)
        .map(this::out);
  }

  void delete(String key) {
    client.deleteObject(delete -> delete.bucket(settings.bucket()).key(in(key)));
  }

  /** The unfinished uploads to keys with this prefix. */
  Stream<PartUpload> uploads(String start) {
    return client
        .listMultipartUploadsPaginator(list -> list.bucket(settings.bucket()).prefix(in(start)))
        .uploads()
        .stream()
        .map(this::partUpload);
  }

  private PartUpload partUpload(MultipartUpload found) {
    return new PartUpload(client, settings.bucket(), found.key(), found.uploadId());
  }

  /** The key that an upload creates. */
  String key(PartUpload partUpload) {
    return out(partUpload.objectKey());
  }

  private String in(String key) {
    return settings.prefix() + key;
  }

  private String out(String key) {
    return key.substring(settings.prefix().length());
  }

  @Override
  public void close() {
    client.close();
  }
}
