package dev.reelway.sink.s3;

import dev.reelway.sink.s3.Bucket.PartBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload of a large file. If it is closed before it is complete, it is aborted and
 * nothing remains in the bucket.
 */
final class PartUpload implements AutoCloseable {

  private final S3Client client;
  private final String bucket;
  private final String objectKey;
  private final String id;
  private final List<CompletedPart> parts = new ArrayList<>();
  private boolean complete;

  PartUpload(S3Client client, String bucket, String objectKey, String id) {
    this.client = client;
    this.bucket = bucket;
    this.objectKey = objectKey;
    this.id = id;
  }

  /** The full key in the bucket. */
  String objectKey() {
    return objectKey;
  }

  /** Uploads the next part. */
  void add(PartBytes bytes) {
    int number = parts.size() + 1;
    var sent =
        client.uploadPart(
            part ->
                part.bucket(bucket)
                    .key(objectKey)
                    .uploadId(id)
                    .partNumber(number)
                    .contentMD5(bytes.contentMd5()),
            bytes.body("application/octet-stream"));
    parts.add(CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build());
  }

  /** Completes the upload: the object appears under its key. Answers its ETag. */
  @Nullable String complete() {
    var stored =
        client.completeMultipartUpload(
            whole ->
                whole
                    .bucket(bucket)
                    .key(objectKey)
                    .uploadId(id)
                    .multipartUpload(all -> all.parts(parts)));
    complete = true;
    return stored.eTag();
  }

  /** Aborts the upload, unless it is complete. */
  @Override
  public void close() {
    if (!complete) {
      client.abortMultipartUpload(abort -> abort.bucket(bucket).key(objectKey).uploadId(id));
    }
  }
}
