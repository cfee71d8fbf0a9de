package dev.reelway.sink;

import dev.reelway.leaks.Leaks;
import dev.reelway.sink.s3.S3Settings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * A service that speaks S3 and checks signatures, in this process; one bucket, in memory or on
 * disk.
 */
public final class S3Store implements AutoCloseable {

  public static final String BUCKET = "videos";

  private final S3Proxy server;
  private final Failed objects;
  private final S3Client client;

  private S3Store(S3Proxy server, Failed objects) {
    Leaks.add("the secret key of S3", "s3cret");
    this.server = server;
    this.objects = objects;
    this.client = client();
    client.createBucket(bucket -> bucket.bucket(BUCKET));
  }

  /** Amazon's client; the caller closes it. */
  public S3Client client() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("reel", "s3cret")))
        .build();
  }

  public static S3Store start() throws Exception {
    return start(new TransientNio2BlobStore());
  }

  /** The same on disk, for videos too large for memory. */
  public static S3Store start(Path folder) throws Exception {
    return start(new FilesystemNio2BlobStore(Files.createDirectories(folder).toString()));
  }

  private static S3Store start(BlobStore store) throws Exception {
    var objects = new Failed(store);
    var server =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "reel", "s3cret")
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
    return new S3Store(server, objects);
  }

  /** Where it answers. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** What chooses this bucket as the sink of the whole service. */
  public String[] settings() {
    return new String[] {
      "reelway.sink=s3",
      "reelway.sinks.s3.bucket=" + BUCKET,
      "reelway.sinks.s3.prefix=studio",
      "reelway.sinks.s3.endpoint=" + endpoint(),
      "reelway.sinks.s3.access-key=reel",
      "reelway.sinks.s3.secret-key=s3cret"
    };
  }

  public S3Settings settings(String bucket, String secret) {
    return settings(bucket, secret, null);
  }

  private S3Settings settings(String bucket, String secret, S3Settings.@Nullable Links links) {
    return new S3Settings(
        bucket,
        "studio/",
        "us-east-1",
        endpoint(),
        true,
        new S3Settings.S3Login("reel", secret),
        null,
        null,
        links);
  }

  /** Links open for a minute, at another address. */
  public S3Settings linking(URI elsewhere) {
    return settings(BUCKET, "s3cret", new S3Settings.Links(Duration.ofMinutes(1), elsewhere));
  }

  /** Clears objects, uploads, recorded requests and set responses. */
  public void empty() {
    objects.refuse.set(0);
    objects.shortBy.set(0);
    objects.cutAfter.set(Integer.MAX_VALUE);
    objects.away.set(false);
    objects.asked.clear();
    keys().forEach(key -> client.deleteObject(object -> object.bucket(BUCKET).key(key)));
    client
        .listMultipartUploads(list -> list.bucket(BUCKET))
        .uploads()
        .forEach(
            one ->
                client.abortMultipartUpload(
                    upload -> upload.bucket(BUCKET).key(one.key()).uploadId(one.uploadId())));
  }

  /** Refuses this many of the next puts, and of the parts after a video's first one. */
  public void refuse(int times) {
    objects.refuse.set(times);
  }

  /** How many puts are still to be refused. */
  public int toBeRefused() {
    return objects.refuse.get();
  }

  /** Whether nothing can be read from now on. */
  public void goAway(boolean away) {
    objects.away.set(away);
  }

  /** From now on whatever is read breaks off after so many bytes. */
  public void cutAfter(int bytes) {
    objects.cutAfter.set(bytes);
  }

  /** From now on everything lacks its last byte. */
  public void loseTheLastByte() {
    objects.shortBy.set(1);
  }

  /** The ranges that were asked for. */
  public List<String> ranges() {
    return objects.asked;
  }

  /** All that lies in the bucket. */
  public List<String> keys() {
    var keys = new ArrayList<String>();
    client.listObjectsV2Paginator(list -> list.bucket(BUCKET)).contents().stream()
        .map(S3Object::key)
        .forEach(keys::add);
    return keys;
  }

  /** The lengths in bytes of all that lies in the bucket, by key. */
  public Map<String, Long> lengths() {
    return client.listObjectsV2Paginator(list -> list.bucket(BUCKET)).contents().stream()
        .collect(Collectors.toMap(S3Object::key, S3Object::size));
  }

  /** The keys of the uploads that were neither completed nor aborted. */
  public List<String> uploads() {
    return client.listMultipartUploads(list -> list.bucket(BUCKET)).uploads().stream()
        .map(software.amazon.awssdk.services.s3.model.MultipartUpload::key)
        .toList();
  }

  /** Begins an upload, as a worker does that dies then. */
  public void leaveUpload(String key) {
    client.createMultipartUpload(upload -> upload.bucket(BUCKET).key(key));
  }

  /** The bytes of an object. */
  public byte[] bytes(String key) {
    return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
  }

  public HeadObjectResponse head(String key) {
    return client.headObject(head -> head.bucket(BUCKET).key(key));
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.stop();
  }

  /** The storage behind the service, with simulated failures. */
  private static final class Failed extends ForwardingBlobStore {

    final AtomicInteger refuse = new AtomicInteger();
    final AtomicInteger shortBy = new AtomicInteger();
    final AtomicInteger cutAfter = new AtomicInteger(Integer.MAX_VALUE);
    final AtomicBoolean away = new AtomicBoolean();
    final List<String> asked = new CopyOnWriteArrayList<>();

    Failed(BlobStore objects) {
      super(objects);
    }

    private void refuse() {
      if (refuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw error(500, "InternalError");
      }
    }

    private void beThere() {
      if (away.get()) {
        throw error(503, "SlowDown");
      }
    }

    private static AwsServiceException error(int status, String code) {
      var details = AwsErrorDetails.builder().errorCode(code).errorMessage("Try again.").build();
      return S3Exception.builder().statusCode(status).awsErrorDetails(details).build();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream bytes) {
      if (request.key().startsWith("studio/")) {
        refuse();
      }
      return super.putBlob(request, bytes);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
        MultipartUpload upload, UploadPartRequest request, InputStream bytes) {
      if (request.partNumber() > 1) {
        refuse();
      }
      return super.uploadMultipartPart(upload, request, bytes);
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
      beThere();
      var head = super.blobMetadata(request);
      return head.toBuilder().contentLength(head.contentLength() - shortBy.get()).build();
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
      beThere();
      asked.add(String.valueOf(request.range()));
      var whole = super.getBlob(request);
      return new ResponseInputStream<>(whole.response(), new Cut(whole, cutAfter.get()));
    }
  }

  /** Breaks off after so many bytes. */
  private static final class Cut extends FilterInputStream {

    private int left;

    Cut(InputStream in, int left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("the disk is broken");
      }
      int count = in.read(buffer, offset, Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
