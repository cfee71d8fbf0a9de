package dev.reelway.sink;

import dev.reelway.sink.Bucket.Bytes;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A large file on its way into a bucket, part by part. Closed before it is complete, it has never
 * been, and the bucket holds nothing of it.
 */
final class Upload implements AutoCloseable {

  private final S3Client client;
  private final String bucket;
  private final String place;
  private final String id;
  private final List<CompletedPart> parts = new ArrayList<>();
  private boolean complete;

  Upload(S3Client client, String bucket, String place, String id) {
    this.client = client;
    this.bucket = bucket;
    this.place = place;
    this.id = id;
  }

  /** Where in the bucket it leads. */
  String place() {
    return place;
  }

  /** Sends the next part. */
  void add(Bytes bytes) {
    int number = parts.size() + 1;
    var sent =
        client.uploadPart(
            part ->
                part.bucket(bucket)
                    .key(place)
                    .uploadId(id)
                    .partNumber(number)
                    .contentMD5(bytes.contentMd5()),
            bytes.body("application/octet-stream"));
    parts.add(CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build());
  }

  /** Makes the parts one file, under its key. */
  void complete() {
    client.completeMultipartUpload(
        whole ->
            whole.bucket(bucket).key(place).uploadId(id).multipartUpload(all -> all.parts(parts)));
    complete = true;
  }

  /** Lets go of what was sent, unless it is complete. */
  @Override
  public void close() {
    if (!complete) {
      client.abortMultipartUpload(abort -> abort.bucket(bucket).key(place).uploadId(id));
    }
  }
}
