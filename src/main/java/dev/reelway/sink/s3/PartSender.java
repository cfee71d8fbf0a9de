package dev.reelway.sink.s3;

import dev.reelway.sink.s3.Bucket.PartBytes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.exception.SdkException;

/** Sends one part of an upload at a time in a thread of its own. */
final class PartSender implements AutoCloseable {

  private final PartUpload partUpload;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("part-sender").factory());
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

  PartSender(PartUpload partUpload) {
    this.partUpload = partUpload;
  }

  /**
   * Waits until the part before this one is sent, whose buffer is free then, and begins to send
   * this one.
   *
   * @throws SdkException if the part before could not be sent
   */
  void send(PartBytes part) {
    await();
    underWay = CompletableFuture.runAsync(() -> partUpload.add(part), thread);
  }

  /**
   * Waits until all parts are sent.
   *
   * @throws SdkException if the last one could not be sent
   */
  void await() {
    try {
      underWay.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /** Waits until nothing is sent any longer. */
  @Override
  public void close() {
    thread.close();
  }
}
