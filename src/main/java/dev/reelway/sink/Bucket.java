package dev.reelway.sink;

import dev.reelway.sink.S3Settings.Login;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
 * A bucket as the sink needs it. Its keys are the sink's, without the prefix that they bear in the
 * bucket.
 *
 * <p>Nothing is asked of the service that only Amazon's has: every body goes out with its length
 * and its MD5, neither in chunks nor with a checksum behind it.
 */
final class Bucket implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final S3Settings settings;
  private final S3Client client;

  Bucket(S3Settings settings) {
    this.settings = settings;
    this.client = client(settings);
  }

  /** Contacts nobody yet. */
  private static S3Client client(S3Settings settings) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
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

  static AwsCredentialsProvider credentials(Login login) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(login.accessKey(), login.secretKey()));
  }

  /** The JDK's client waits out its time where a service does not answer an expectation. */
  private static final class NoExpectation implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
  }

  /**
   * Bytes on their way into the bucket, which can be sent again.
   *
   * @param length how many of them count
   * @param digest the MD5 of those
   */
  record Bytes(byte[] buffer, int length, byte[] digest) {

    static Bytes of(byte[] buffer, int length) {
      var digest = md5();
      digest.update(buffer, 0, length);
      return new Bytes(buffer, length, digest.digest());
    }

    RequestBody body(String type) {
      return RequestBody.fromContentProvider(
          () -> new ByteArrayInputStream(buffer, 0, length), length, type);
    }

    /** As the service wants to be told it. */
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

  /** Puts a small file under its key at once. */
  void put(String key, String type, Bytes bytes) {
    client.putObject(
        put ->
            put.bucket(settings.bucket())
                .key(in(key))
                .contentType(type)
                .contentMD5(bytes.contentMd5())
                .metadata(told(key))
                .storageClass(settings.storageClass())
                .serverSideEncryption(settings.sse()),
        bytes.body(type));
  }

  /** What a file says of itself, wherever it is copied to. */
  private static Map<String, String> told(String key) {
    return Naming.job(key).map(job -> Map.of("job", job)).orElse(Map.of());
  }

  /** Begins to put a large file in parts; it gets its key when they are all there. */
  Upload begin(String key, String type) {
    var begun =
        client.createMultipartUpload(
            upload ->
                upload
                    .bucket(settings.bucket())
                    .key(in(key))
                    .contentType(type)
                    .metadata(told(key))
                    .storageClass(settings.storageClass())
                    .serverSideEncryption(settings.sse()));
    return new Upload(client, settings.bucket(), in(key), begun.uploadId());
  }

  /**
   * What the bucket knows of a file; empty where there is none. A bucket that is not there is an
   * error: its answer would be the same, and the film is not gone.
   */
  Optional<HeadObjectResponse> head(String key) {
    try {
      return Optional.of(client.headObject(head -> head.bucket(settings.bucket()).key(in(key))));
    } catch (NoSuchKeyException missing) {
      client.headBucket(head -> head.bucket(settings.bucket()));
      return Optional.empty();
    }
  }

  /** Opens a file from a byte on, as long as it is still the one that was looked at. */
  InputStream read(String key, String etag, long from) {
    return client.getObject(
        get ->
            get.bucket(settings.bucket())
                .key(in(key))
                .ifMatch(etag)
                .range("bytes=%d-".formatted(from)));
  }

  /** The keys that begin so. */
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

  /** The uploads under way to keys that begin so. */
  Stream<Upload> uploads(String start) {
    return client
        .listMultipartUploadsPaginator(list -> list.bucket(settings.bucket()).prefix(in(start)))
        .uploads()
        .stream()
        .map(this::upload);
  }

  private Upload upload(MultipartUpload found) {
    return new Upload(client, settings.bucket(), found.key(), found.uploadId());
  }

  /** Where an upload leads. */
  String key(Upload upload) {
    return out(upload.place());
  }

  private String in(String key) {
    return settings.prefix() + key;
  }

  private String out(String place) {
    return place.substring(settings.prefix().length());
  }

  @Override
  public void close() {
    client.close();
  }
}
