package dev.reelway.sink;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The SHA-256 of a file that is being read. Of a large file it is computed by another thread while
 * the next bytes are read and written; they are copied for that, unless they are read into a buffer
 * of this one.
 */
final class ParallelDigest {

  /**
   * Not virtual threads: a digest never waits, and would take their carrier from who reads and
   * writes the file meanwhile.
   */
  private static final Executor THREADS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("digest-", 1).factory());

  /** Files below this size need no buffers. */
  private static final int SMALL = 1 << 18;

  private static final int BUFFER = 1 << 18;

  /** So many that neither thread has to wait for a short pause of the other. */
  private static final int BUFFERS = 4;

  private final MessageDigest digest = sha256();
  private final ArrayDeque<Passed> passed = new ArrayDeque<>(BUFFERS);
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private long bytes;
  private byte[] filling = new byte[0];
  private int filled;

  /**
   * A buffer and its digest.
   *
   * @param digested completes when the buffer is free
   */
  private record Passed(byte[] buffer, CompletableFuture<Void> digested) {}

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
    if (bytes <= SMALL && passed.isEmpty()) {
      digest.update(buffer, offset, length);
      return;
    }
    for (int done = 0; done < length; ) {
      if (filled == filling.length) {
        passFilled();
        filling = next();
      }
      int count = Math.min(length - done, filling.length - filled);
      System.arraycopy(buffer, offset + done, filling, filled, count);
      filled += count;
      done += count;
    }
  }

  /** A buffer for the next bytes, to {@link #pass}; waits for the digest of earlier ones. */
  byte[] next() {
    return passed.size() < BUFFERS ? new byte[BUFFER] : free();
  }

  /** Adds the first bytes of a buffer from {@link #next}, which must not be changed any more. */
  void pass(byte[] buffer, int length) {
    bytes += length;
    passFilled();
    begin(buffer, length);
  }

  private void passFilled() {
    if (filled > 0) {
      begin(filling, filled);
      filling = new byte[0];
      filled = 0;
    }
  }

  private void begin(byte[] buffer, int length) {
    last = last.thenRunAsync(() -> digest.update(buffer, 0, length), THREADS);
    passed.add(new Passed(buffer, last));
  }

  private byte[] free() {
    var first = passed.remove();
    first.digested().join();
    return first.buffer();
  }

  /** The digest of all bytes, in hexadecimal digits; it can be asked once. */
  String hex() {
    last.join();
    digest.update(filling, 0, filled);
    return HexFormat.of().formatHex(digest.digest());
  }
}
