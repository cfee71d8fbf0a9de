package dev.reelway.sink;

import dev.reelway.sink.RemoteFile.Bytes;
import dev.reelway.sink.RemoteFile.Facts;
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
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What the S3 sink's routes do: they call the service's client here, not an endpoint, as a film of
 * unknown length must neither be read into memory nor be put under its key before its last read has
 * proved it whole.
 *
 * <p>In the bucket: {@code <prefix><date>/<licence>/<job>.mp4}, and beside it the sidecar, the
 * thumbnail and further pictures. A large file goes there in parts, which are nowhere to be seen
 * until they are one. It needs the rights to get, put and delete objects, to list the bucket, and
 * to list and abort its multipart uploads.
 */
public final class S3Sink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.sinks");

  /** Up to here nothing is worth a buffer of a whole part. */
  private static final int SMALL = 1 << 16;

  /** All that is ever held of a film; ten thousand of them, the most there may be, are 80 GB. */
  static final int PART = 1 << 23;

  private final Optional<S3Settings> settings;
  private final Optional<Signer> signer;
  private @Nullable Bucket bucket;

  /**
   * @param settings empty where no bucket is configured: then this must not be asked for anything
   */
  S3Sink(Optional<S3Settings> settings) {
    this.settings = settings;
    this.signer = settings.flatMap(S3Sink::signer);
  }

  private static Optional<Signer> signer(S3Settings settings) {
    return Optional.ofNullable(settings.links()).map(links -> new Signer(settings, links));
  }

  /** Whether a bucket is configured. */
  boolean isConfigured() {
    return settings.isPresent();
  }

  /** Puts a file under its key, whole or not at all. */
  public void store(@Variable("key") String key, @Body InputStream file) throws IOException {
    try (file) {
      storeAt(checked(key), file);
    } catch (SdkException failed) {
      throw away(failed);
    }
  }

  private void storeAt(String key, InputStream file) throws IOException {
    var sent = send(key, file);
    var stored = bucket().head(key).orElseThrow(() -> lost(key));
    if (stored.contentLength() != sent.bytes()) {
      bucket().delete(key);
      throw new IOException(
          "%d bytes of %s lie there, of %d".formatted(stored.contentLength(), key, sent.bytes()));
    }
    if (!sent.isOf(stored) && !isReadBack(key, stored, sent)) {
      bucket().delete(key);
      throw new IOException("other bytes lie at %s than were sent".formatted(key));
    }
  }

  /** A tag that is made otherwise than Amazon's costs a look at the bytes, and never a film. */
  private boolean isReadBack(String key, HeadObjectResponse stored, Receipt sent)
      throws IOException {
    try (var bytes = bucket().read(key, stored.eTag(), 0)) {
      return sent.isOf(bytes);
    }
  }

  /** The bucket is there and answers, or what is wanted of it must wait. */
  private SinkAway away(SdkException failed) {
    var name = settings.map(S3Settings::bucket).orElse("");
    var what =
        failed instanceof AwsServiceException answer
            ? "answers with status " + answer.statusCode()
            : "cannot be reached";
    LOG.warn("The bucket {} {}.", name, what);
    return new SinkAway("The bucket %s %s.".formatted(name, what), failed);
  }

  private static IOException lost(String key) {
    return new IOException(key + " was stored and is not there");
  }

  private Receipt send(String key, InputStream file) throws IOException {
    var start = file.readNBytes(SMALL);
    if (start.length < SMALL) {
      return put(key, Bucket.Bytes.of(start, start.length));
    }
    var part = Arrays.copyOf(start, PART);
    int length = SMALL + file.readNBytes(part, SMALL, PART - SMALL);
    return length < PART ? put(key, Bucket.Bytes.of(part, length)) : sendParts(key, part, file);
  }

  private Receipt put(String key, Bucket.Bytes whole) {
    bucket().put(key, type(key), whole);
    return Receipt.of(whole);
  }

  /** The buffer is full of the first part, and holds each further one in its turn. */
  private Receipt sendParts(String key, byte[] buffer, InputStream file) throws IOException {
    var sent = Receipt.ofParts(PART);
    try (var upload = bucket().begin(key, type(key))) {
      for (int length = PART; length > 0; length = file.readNBytes(buffer, 0, PART)) {
        var part = Bucket.Bytes.of(buffer, length);
        upload.add(part);
        sent.add(part);
      }
      upload.complete();
    }
    abandon(key, key::equals);
    return sent;
  }

  /** The file under a key, ready to be served; one that is gone does not exist. */
  public Resource open(String key) throws SinkAway {
    var head = head(checked(key));
    var facts = head.map(known -> new Facts(known.contentLength(), known.lastModified()));
    Bytes bytes = position -> read(key, head.orElseThrow().eTag(), position);
    return signer
        .<Resource>map(found -> new LinkedFile(key, facts, bytes, type -> found.link(key, type)))
        .orElseGet(() -> new RemoteFile(key, facts, bytes));
  }

  private Optional<HeadObjectResponse> head(String key) throws SinkAway {
    try {
      return bucket().head(key);
    } catch (SdkException failed) {
      throw away(failed);
    }
  }

  private InputStream read(String key, String etag, long position) throws IOException {
    try {
      return bucket().read(key, etag, position);
    } catch (SdkException failed) {
      throw away(failed);
    }
  }

  /** Removes a film and all that lies beside it under its job's name; nothing there is fine. */
  public void remove(String key) throws SinkAway {
    var job = checked(key).replaceFirst("\\.[^/.]*$", "");
    var own = Pattern.compile(Pattern.quote(job) + "(-\\d+)?(\\.[^/]*)?").asMatchPredicate();
    try {
      bucket().keys(job).filter(own).forEach(bucket()::delete);
    } catch (SdkException failed) {
      throw away(failed);
    }
    abandon(job, own);
  }

  /**
   * Lets go of what dead workers have sent of files that are whole by now, or wanted no more. Where
   * that cannot be done the file is none the worse for it.
   */
  private void abandon(String start, Predicate<String> which) {
    try {
      bucket()
          .uploads(start)
          .filter(upload -> which.test(bucket().key(upload)))
          .forEach(Upload::close);
    } catch (SdkException e) {
      LOG.warn("Unfinished uploads to {} may lie in the bucket: {}", start, e.getMessage());
    }
  }

  private static String type(String key) {
    var extension = key.substring(key.lastIndexOf('.') + 1);
    return extension.equals("json")
        ? "application/json"
        : Stream.of(Media.values())
            .filter(media -> media.extension().equals(extension))
            .map(Media::type)
            .findFirst()
            .orElse("application/octet-stream");
  }

  private String checked(String key) {
    return Keys.checked(settings.map(S3Settings::prefix).orElse(""), key);
  }

  private synchronized Bucket bucket() {
    if (bucket == null) {
      bucket =
          new Bucket(
              settings.orElseThrow(
                  () -> new IllegalStateException("reelway.sinks.s3 names no bucket")));
    }
    return bucket;
  }

  @Override
  public synchronized void close() {
    if (bucket != null) {
      bucket.close();
    }
    signer.ifPresent(Signer::close);
  }
}
