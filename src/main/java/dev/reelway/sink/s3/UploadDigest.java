package dev.reelway.sink.s3;

import dev.reelway.sink.s3.Bucket.PartBytes;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The digests of what was sent to a bucket, to verify what is stored there. */
final class UploadDigest {

  private final List<byte[]> digests = new ArrayList<>();
  private final int part;
  private final boolean inParts;
  private long bytes;
  private @Nullable String etag;

  private UploadDigest(int part, boolean inParts) {
    this.part = part;
    this.inParts = inParts;
  }

  /** For a file that was sent in one request. */
  static UploadDigest of(PartBytes whole) {
    var uploadDigest = new UploadDigest(whole.length(), false);
    uploadDigest.add(whole);
    return uploadDigest;
  }

  /**
   * For a file that is sent in parts.
   *
   * @param part the length of each part except the last
   */
  static UploadDigest ofParts(int part) {
    return new UploadDigest(part, true);
  }

  /** Adds the next part. */
  void add(PartBytes sent) {
    digests.add(sent.digest());
    bytes += sent.length();
  }

  /** The service has answered with this ETag. */
  UploadDigest storedAs(@Nullable String etag) {
    this.etag = etag;
    return this;
  }

  /** Whether an object with this ETag is the one that was sent, whatever its bytes are. */
  boolean isStoredAs(@Nullable String other) {
    return etag != null && other != null && bare(etag).equals(bare(other));
  }

  private static String bare(String etag) {
    return etag.replace("\"", "");
  }

  long bytes() {
    return bytes;
  }

  /**
   * Whether the ETag does not contradict what was sent. It is the MD5 of the file, or the MD5 of
   * its parts' MD5s with their number. Any other ETag proves nothing and is accepted, as the
   * service checked the MD5 of each part on arrival.
   */
  boolean matches(HeadObjectResponse head) {
    var tag = bare(String.valueOf(head.eTag()));
    boolean opaque =
        !tag.matches("[0-9a-f]{32}(-\\d+)?")
            || String.valueOf(head.serverSideEncryptionAsString()).contains("kms");
    return opaque || tag.equals(tag());
  }

  private String tag() {
    if (!inParts) {
      return HexFormat.of().formatHex(digests.getFirst());
    }
    var all = PartBytes.md5();
    digests.forEach(all::update);
    return HexFormat.of().formatHex(all.digest()) + "-" + digests.size();
  }

  /** Whether these bytes are the ones that were sent. */
  boolean matches(InputStream stored) throws IOException {
    var buffer = new byte[part];
    for (var digest : digests) {
      int length = stored.readNBytes(buffer, 0, part);
      var actual = PartBytes.of(buffer, length).digest();
      if (!MessageDigest.isEqual(actual, digest)) {
        return false;
      }
    }
    return stored.read() < 0;
  }
}
