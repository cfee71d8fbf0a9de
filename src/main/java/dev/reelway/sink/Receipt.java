package dev.reelway.sink;

import dev.reelway.sink.Bucket.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What was sent to a bucket, so that what lies there then can be held against it. */
final class Receipt {

  private final List<byte[]> digests = new ArrayList<>();
  private final int part;
  private final boolean inParts;
  private long bytes;

  private Receipt(int part, boolean inParts) {
    this.part = part;
    this.inParts = inParts;
  }

  /** Of what was sent at once. */
  static Receipt of(Bytes whole) {
    var receipt = new Receipt(whole.length(), false);
    receipt.add(whole);
    return receipt;
  }

  /**
   * Of what is sent part by part.
   *
   * @param part how long they are, all but the last
   */
  static Receipt ofParts(int part) {
    return new Receipt(part, true);
  }

  /** The next part has been sent. */
  void add(Bytes sent) {
    digests.add(sent.digest());
    bytes += sent.length();
  }

  long bytes() {
    return bytes;
  }

  /**
   * Whether the service's own tag leaves no doubt. It is the MD5 of a file, or that of the MD5s of
   * its parts with their number; where it is anything else it says nothing, and each part was held
   * against its MD5 when it arrived.
   */
  boolean isOf(HeadObjectResponse head) {
    var tag = String.valueOf(head.eTag()).replace("\"", "");
    boolean silent =
        !tag.matches("[0-9a-f]{32}(-\\d+)?")
            || String.valueOf(head.serverSideEncryptionAsString()).contains("kms");
    return silent || tag.equals(tag());
  }

  private String tag() {
    if (!inParts) {
      return HexFormat.of().formatHex(digests.getFirst());
    }
    var all = Bytes.md5();
    digests.forEach(all::update);
    return HexFormat.of().formatHex(all.digest()) + "-" + digests.size();
  }

  /** Whether these are the very bytes. */
  boolean isOf(InputStream stored) throws IOException {
    var buffer = new byte[part];
    for (var digest : digests) {
      int length = stored.readNBytes(buffer, 0, part);
      var same = Bytes.of(buffer, length).digest();
      if (!MessageDigest.isEqual(same, digest)) {
        return false;
      }
    }
    return stored.read() < 0;
  }
}
