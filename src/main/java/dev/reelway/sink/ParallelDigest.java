package dev.reelway.sink;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The SHA-256 of a file that is being read. Of a large file it is computed by another thread while
 * the next bytes are read.
 */
final class ParallelDigest {

  private static final Executor THREADS = work -> Thread.ofVirtual().name("digest").start(work);

  /** Files below this size need no buffers. */
  private static final int SMALL = 1 << 18;

  private static final int BUFFER = 1 << 18;

  private final MessageDigest digest = sha256();
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
  private long bytes;
  private byte[] filling = new byte[0];
  private byte[] other = new byte[0];
  private int filled;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds the next bytes of the file; the buffer is free afterwards. */
  void update(byte[] buffer, int offset, int length) {
    bytes += length;
    if (bytes <= SMALL) {
      digest.update(buffer, offset, length);
      return;
    }
    for (int done = 0; done < length; ) {
      if (filled == filling.length) {
        pass();
      }
      int count = Math.min(length - done, filling.length - filled);
      System.arraycopy(buffer, offset + done, filling, filled, count);
      filled += count;
      done += count;
    }
  }

  /** Has a full buffer digested, once the one before it is, which is filled next. */
  private void pass() {
    underWay.join();
    var full = filling;
    underWay = CompletableFuture.runAsync(() -> digest.update(full), THREADS);
    filling = other.length == 0 ? new byte[BUFFER] : other;
    other = full;
    filled = 0;
  }

  /** The digest of all bytes, in hexadecimal digits; it can be asked once. */
  String hex() {
    underWay.join();
    digest.update(filling, 0, filled);
    return HexFormat.of().formatHex(digest.digest());
  }
}
