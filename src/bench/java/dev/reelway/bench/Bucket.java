package dev.reelway.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** A bucket on disk behind S3, in a process of its own, and Amazon's client for it. */
record Bucket(URI endpoint) {

  private static final String NAME = "videos";
  private static final String PARTS = "parts.mp4";
  private static final int PART = 1 << 23;

  /** The process: its port and its folder are the arguments. */
  public static void main(String[] arguments) throws Exception {
    S3Proxy.builder()
        .blobStore(new FilesystemNio2BlobStore(arguments[1]))
        .endpoint(URI.create("http://127.0.0.1:" + arguments[0]))
        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "bench", "secret")
        .ignoreUnknownHeaders(true)
        .build()
        .start();
    System.out.println("started");
  }

  static Bucket start(Place place) throws IOException, InterruptedException {
    int port = Place.freePort();
    var folder = place.home("bucket");
    var objects = Files.createDirectories(folder.resolve("objects")).toString();
    var path = System.getProperty("java.class.path");
    var main = Bucket.class.getName();
    var command = List.of(Place.JAVA, "-cp", path, main, String.valueOf(port), objects);
    var program = place.closing(Program.start("bucket", folder, command));
    program.await(() -> program.log().contains("started"));
    var bucket = new Bucket(URI.create("http://127.0.0.1:" + port));
    try (var client = bucket.client()) {
      client.createBucket(create -> create.bucket(NAME));
    }
    return bucket;
  }

  S3Client client() {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "secret")))
        .build();
  }

  /** What makes it the sink of Reelway. */
  String[] settings() {
    return new String[] {
      "reelway.sink=s3",
      "reelway.sinks.s3.bucket=" + NAME,
      "reelway.sinks.s3.endpoint=" + endpoint,
      "reelway.sinks.s3.access-key=bench",
      "reelway.sinks.s3.secret-key=secret",
      "logging.level.reelway.jobs=info"
    };
  }

  /** Seconds that the client alone takes from the upstream's first byte to the stored object. */
  double copied(S3Client client, URI video) throws IOException {
    long begin = System.nanoTime();
    var connection = video.toURL().openConnection();
    try (var bytes = connection.getInputStream()) {
      client.putObject(
          put -> put.bucket(NAME).key("alone.mp4").contentType("video/mp4"),
          RequestBody.fromInputStream(bytes, connection.getContentLengthLong()));
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  /** The same in parts of 8 MB, one after the other, as videos of unknown length must be sent. */
  double copiedInParts(S3Client client, URI video) throws IOException {
    long begin = System.nanoTime();
    var parts = new ArrayList<CompletedPart>();
    var upload = client.createMultipartUpload(create -> create.bucket(NAME).key(PARTS)).uploadId();
    try (var bytes = video.toURL().openStream()) {
      for (var part = bytes.readNBytes(PART); part.length > 0; part = bytes.readNBytes(PART)) {
        parts.add(add(client, upload, parts.size() + 1, part));
      }
    }
    client.completeMultipartUpload(
        complete ->
            complete
                .bucket(NAME)
                .key(PARTS)
                .uploadId(upload)
                .multipartUpload(all -> all.parts(parts)));
    return (System.nanoTime() - begin) / 1e9;
  }

  private static CompletedPart add(S3Client client, String upload, int number, byte[] bytes) {
    var sent =
        client.uploadPart(
            part -> part.bucket(NAME).key(PARTS).uploadId(upload).partNumber(number),
            RequestBody.fromBytes(bytes));
    return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
  }
}
