package dev.reelway.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A file that is on the disk when it is written, where Camel's file endpoint leaves that to the
 * operating system. Its name is not, see {@link SyncedFolders}.
 */
final class SyncedFile extends OutputStream {

  /** What is synced beside the next bytes, so that the last sync is short. */
  private static final long SYNCED_AT_ONCE = 1 << 23;

  private final FileChannel file;

  /** Completes with why the sync has failed, if it has. */
  private CompletableFuture<Optional<IOException>> syncing =
      CompletableFuture.completedFuture(Optional.empty());

  private long unsynced;

  private SyncedFile(FileChannel file) {
    this.file = file;
  }

  /**
   * Writes a new file.
   *
   * @throws SinkUnavailable if it cannot be written; another IOException is the stream's
   */
  static void write(Path path, InputStream bytes) throws IOException {
    try (var file = create(path)) {
      var written = new SyncedFile(file);
      try {
        bytes.transferTo(written);
      } finally {
        written.endSync();
      }
      written.sync();
    }
  }

  private static FileChannel create(Path path) throws SinkUnavailable {
    try {
      return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException refused) {
      throw unwritable(refused);
    }
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    add(ByteBuffer.wrap(bytes, offset, length));
  }

  private void add(ByteBuffer bytes) throws SinkUnavailable {
    unsynced += bytes.remaining();
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException failed) {
      throw unwritable(failed);
    }
    if (unsynced >= SYNCED_AT_ONCE && syncing.isDone()) {
      endSync();
      unsynced = 0;
      syncing = CompletableFuture.supplyAsync(this::force, Thread::startVirtualThread);
    }
  }

  private Optional<IOException> force() {
    try {
      file.force(true);
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(failed);
    }
  }

  /** A failure is told only once by the system, so none may be passed over. */
  private void endSync() throws SinkUnavailable {
    check(syncing.join());
  }

  private void sync() throws SinkUnavailable {
    check(force());
  }

  private static void check(Optional<IOException> failure) throws SinkUnavailable {
    if (failure.isPresent()) {
      throw unwritable(failure.get());
    }
  }

  static SinkUnavailable unwritable(IOException cause) {
    return new SinkUnavailable("The sink's folder cannot be written: " + cause.getMessage(), cause);
  }
}
