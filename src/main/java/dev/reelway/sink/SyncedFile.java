package dev.reelway.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Files that a loss of power leaves as they were: written, renamed and synced to the disk when a
 * method returns. Camel's file endpoint leaves that to the operating system.
 */
final class SyncedFile {

  private static final int BUFFER = 1 << 17;

  /** What is synced beside the next bytes, so that the last sync is short. */
  private static final long SYNCED_AT_ONCE = 1 << 25;

  private final FileChannel file;
  private CompletableFuture<Void> syncing = CompletableFuture.completedFuture(null);
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
      var buffer = new byte[BUFFER];
      try {
        int count = bytes.read(buffer, 0, BUFFER);
        while (count >= 0) {
          written.add(ByteBuffer.wrap(buffer, 0, count));
          count = bytes.read(buffer, 0, BUFFER);
        }
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
      syncing = CompletableFuture.runAsync(this::force, Thread::startVirtualThread);
    }
  }

  private void force() {
    try {
      file.force(true);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A failure is told only once by the system, so none may be passed over. */
  private void endSync() throws SinkUnavailable {
    try {
      syncing.join();
    } catch (CompletionException failed) {
      var cause = failed.getCause();
      throw unwritable(cause instanceof UncheckedIOException told ? told.getCause() : failed);
    }
  }

  private void sync() throws SinkUnavailable {
    try {
      file.force(true);
    } catch (IOException failed) {
      throw unwritable(failed);
    }
  }

  /**
   * Gives a file another name in place of the file that may have it.
   *
   * @throws SinkUnavailable if it cannot be renamed
   */
  static void rename(Path from, Path to) throws SinkUnavailable {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(Objects.requireNonNull(to.getParent()));
    } catch (IOException failed) {
      throw unwritable(failed);
    }
  }

  /**
   * Creates a folder and those above it, where they are missing.
   *
   * @throws SinkUnavailable if it cannot be created
   */
  static void createFolder(Path folder) throws SinkUnavailable {
    var changed = new ArrayDeque<Path>();
    for (var one = folder; one != null && !Files.isDirectory(one); one = one.getParent()) {
      if (one.getParent() != null) {
        changed.push(one.getParent());
      }
    }
    try {
      Files.createDirectories(folder);
      for (var one : changed) {
        syncFolder(one);
      }
    } catch (IOException failed) {
      throw unwritable(failed);
    }
  }

  /** Some systems cannot open a folder, and need not. */
  private static void syncFolder(Path folder) throws IOException {
    try (var opened = openFolder(folder)) {
      if (opened != null) {
        opened.force(true);
      }
    }
  }

  private static @Nullable FileChannel openFolder(Path folder) {
    try {
      return FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException unsupported) {
      return null;
    }
  }

  private static SinkUnavailable unwritable(Throwable cause) {
    return new SinkUnavailable("The sink's folder cannot be written: " + cause.getMessage(), cause);
  }
}
