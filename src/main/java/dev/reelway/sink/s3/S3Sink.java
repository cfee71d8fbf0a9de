package dev.reelway.sink.s3;

import dev.reelway.sink.AssetKeys;
import dev.reelway.sink.MediaFormat;
import dev.reelway.sink.RemoteResource;
import dev.reelway.sink.RemoteResource.ByteSource;
import dev.reelway.sink.RemoteResource.FileMetadata;
import dev.reelway.sink.SinkUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The operations of the S3 sink, called by its routes. They use the AWS client instead of a Camel
 * endpoint, because a video of unknown length must neither be read into memory nor stored under its
 * key before it is verified.
 *
 * <p>In the bucket: {@code <prefix><date>/<licence>/<job>.mp4}, with the sidecar, the thumbnail and
 * further images beside it. A large file is sent as a multipart upload, which is invisible until it
 * is complete. The required permissions are: get, put and delete objects, list the bucket, and list
 * and abort its multipart uploads.
 */
public final class S3Sink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  /** A file below this size does not need a buffer for a whole part. */
  private static final int SMALL = 1 << 16;

  /**
   * The part size in bytes; of a file, two parts at most are held in memory. S3 allows 10,000
   * parts, which are 80 GB.
   */
  public static final int PART = 1 << 23;

  private final Optional<S3Settings> settings;
  private final Optional<LinkSigner> signer;
  private @Nullable Bucket bucket;

  /**
   * @param settings empty if no bucket is configured; then every operation throws {@link
   *     IllegalStateException}
   */
  public S3Sink(Optional<S3Settings> settings) {
    this.settings = settings;
    this.signer = settings.flatMap(S3Sink::signer);
  }

  private static Optional<LinkSigner> signer(S3Settings settings) {
    return Optional.ofNullable(settings.links()).map(links -> new LinkSigner(settings, links));
  }

  /** Whether a bucket is configured. */
  public boolean isConfigured() {
    return settings.isPresent();
  }

  /**
   * Stores a file under its key, completely or not at all. Throws {@link SinkUnavailable} if the
   * bucket cannot be reached, and another {@link IOException} if the stored bytes are not those
   * that were sent.
   */
  public void store(@Variable("key") String key, @Body InputStream file) throws IOException {
    try (file) {
      storeAt(checked(key), file);
    } catch (SdkException failed) {
      throw unavailable(failed);
    }
  }

  private void storeAt(String key, InputStream file) throws IOException {
    var sent = send(key, file);
    var stored = bucket().head(key).orElseThrow(() -> lost(key));
    if (stored.contentLength() != sent.bytes()) {
      discard(key, stored, sent);
      throw new IOException(
          "The bucket holds %d bytes of %s instead of %d"
              .formatted(stored.contentLength(), key, sent.bytes()));
    }
    if (!sent.matches(stored) && !isReadBack(key, stored, sent)) {
      discard(key, stored, sent);
      throw new IOException(
          "The bytes stored at %s differ from those that were sent".formatted(key));
    }
  }

  /**
   * Deletes what is stored in place of what was sent, unless another worker has stored it: this one
   * may have been stopped for so long that it lost its job.
   */
  private void discard(String key, HeadObjectResponse stored, UploadDigest sent) {
    if (sent.isStoredAs(stored.eTag())) {
      bucket().delete(key);
    }
  }

  /**
   * If the ETag does not match, which some services compute in their own way, the stored bytes are
   * compared.
   */
  private boolean isReadBack(String key, HeadObjectResponse stored, UploadDigest sent)
      throws IOException {
    try (var bytes = bucket().read(key, stored.eTag(), 0)) {
      return sent.matches(bytes);
    }
  }

  /** Logs the failure, and turns it into one that is retried. */
  private SinkUnavailable unavailable(SdkException failed) {
    var name = settings.map(S3Settings::bucket).orElse("");
    var what = failed instanceof AwsServiceException answer ? reason(answer) : "cannot be reached";
    LOG.warn("The bucket {} {}.", name, what);
    return new SinkUnavailable("The bucket %s %s.".formatted(name, what), failed);
  }

  private String reason(AwsServiceException answer) {
    var details = Optional.ofNullable(answer.awsErrorDetails());
    var elsewhere =
        details
            .map(AwsErrorDetails::sdkHttpResponse)
            .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
            .filter(region -> settings.stream().noneMatch(one -> one.region().equals(region)));
    return elsewhere
        .map("is in the region %s: set reelway.sinks.s3.region"::formatted)
        .orElseGet(
            () ->
                "answered with status "
                    + answer.statusCode()
                    + details.map(AwsErrorDetails::errorCode).map(" (%s)"::formatted).orElse(""));
  }

  private static IOException lost(String key) {
    return new IOException(key + " was stored but is missing from the bucket");
  }

  private UploadDigest send(String key, InputStream file) throws IOException {
    var start = file.readNBytes(SMALL);
    if (start.length < SMALL) {
      return put(key, Bucket.PartBytes.of(start, start.length));
    }
    var part = Arrays.copyOf(start, PART);
    int length = SMALL + file.readNBytes(part, SMALL, PART - SMALL);
    return length < PART ? put(key, Bucket.PartBytes.of(part, length)) : sendParts(key, part, file);
  }

  private UploadDigest put(String key, Bucket.PartBytes whole) {
    var etag = bucket().put(key, type(key), whole);
    return UploadDigest.of(whole).storedAs(etag);
  }

  /**
   * Sends each part while the next one is read.
   *
   * @param first the first part
   */
  private UploadDigest sendParts(String key, byte[] first, InputStream file) throws IOException {
    var sent = UploadDigest.ofParts(PART);
    try (var partUpload = bucket().begin(key, type(key));
        var sender = new PartSender(partUpload)) {
      var buffer = first;
      var other = new byte[PART];
      for (int length = PART; length > 0; length = file.readNBytes(buffer, 0, PART)) {
        var part = Bucket.PartBytes.of(buffer, length);
        sender.send(part);
        sent.add(part);
        var free = other;
        other = buffer;
        buffer = free;
      }
      sender.await();
      sent.storedAs(partUpload.complete());
    }
    abandon(key, key::equals);
    return sent;
  }

  /** The file with this key; {@code exists()} is false if it is missing. */
  public Resource open(String key) throws SinkUnavailable {
    var head = head(checked(key));
    var facts = head.map(known -> new FileMetadata(known.contentLength(), known.lastModified()));
    ByteSource bytes = position -> read(key, head.orElseThrow().eTag(), position);
    return signer
        .<Resource>map(
            found -> new DirectLinkFile(key, facts, bytes, type -> found.link(key, type)))
        .orElseGet(() -> new RemoteResource(key, facts, bytes));
  }

  private Optional<HeadObjectResponse> head(String key) throws SinkUnavailable {
    try {
      return bucket().head(key);
    } catch (SdkException failed) {
      throw unavailable(failed);
    }
  }

  private InputStream read(String key, String etag, long position) throws IOException {
    try {
      return bucket().read(key, etag, position);
    } catch (SdkException failed) {
      throw unavailable(failed);
    }
  }

  /** Removes a file and everything beside it under its job's name. Missing files are ignored. */
  public void remove(String key) throws SinkUnavailable {
    var job = checked(key).replaceFirst("\\.[^/.]*$", "");
    var own = Pattern.compile(Pattern.quote(job) + "(-\\d+)?(\\.[^/]*)?").asMatchPredicate();
    try {
      bucket().keys(job).filter(own).forEach(bucket()::delete);
    } catch (SdkException failed) {
      throw unavailable(failed);
    }
    abandon(job, own);
  }

  /**
   * Aborts the unfinished uploads that failed attempts left. If that fails, the file itself is not
   * affected.
   */
  private void abandon(String start, Predicate<String> which) {
    try {
      bucket()
          .uploads(start)
          .filter(partUpload -> which.test(bucket().key(partUpload)))
          .forEach(PartUpload::close);
    } catch (SdkException e) {
      LOG.warn(
          "Unfinished uploads to {} could not be aborted and may remain in the bucket: {}",
          start,
          e.getMessage());
    }
  }

  private static String type(String key) {
    var extension = key.substring(key.lastIndexOf('.') + 1);
    return extension.equals("json")
        ? "application/json"
        : Stream.of(MediaFormat.values())
            .filter(mediaFormat -> mediaFormat.extension().equals(extension))
            .map(MediaFormat::type)
            .findFirst()
            .orElse("application/octet-stream");
  }

  private String checked(String key) {
    return AssetKeys.checked(settings.map(S3Settings::prefix).orElse(""), key);
  }

  private synchronized Bucket bucket() {
    if (bucket == null) {
      bucket =
          new Bucket(
              settings.orElseThrow(
                  () -> new IllegalStateException("reelway.sinks.s3.bucket is not set")));
    }
    return bucket;
  }

  @Override
  public synchronized void close() {
    if (bucket != null) {
      bucket.close();
    }
    signer.ifPresent(LinkSigner::close);
  }
}
