package dev.reelway.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A locked file that says which process holds it. The operating system releases the lock of a
 * process that was killed.
 */
final class ProcessLock {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);
  private static final String OWN = String.valueOf(ProcessHandle.current().pid());

  /**
   * A lock belongs to the whole process, and is lost when the process closes any channel to the
   * file: a second service of the same process must not open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ProcessLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a file, which is made if it is missing.
   *
   * @param file its real path, as two names of one file are one lock
   * @param taken makes the exception for the process that holds it
   * @throws LocksUnsupported if the disk has no locks
   */
  static ProcessLock acquire(Path file, Taken taken) throws IOException {
    if (!HELD.add(file)) {
      throw taken.by(OWN);
    }
    FileChannel channel = null;
    try {
      channel = locked(file);
    } finally {
      if (channel == null) {
        HELD.remove(file);
      }
    }
    if (channel == null) {
      throw taken.by(process(file));
    }
    return new ProcessLock(file, channel);
  }

  /** Says that another process holds the lock. */
  interface Taken {
    ConfigurationRefused by(String process);
  }

  /** The disk has no locks. */
  static final class LocksUnsupported extends IOException {

    LocksUnsupported(IOException cause) {
      super(cause);
    }
  }

  void release() throws IOException {
    channel.close();
    HELD.remove(file);
  }

  private static @Nullable FileChannel locked(Path file) throws IOException {
    var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var channel = FileChannel.open(file, options, PrivateFiles.ofFile(file));
    FileLock lock = null;
    try {
      lock = lock(channel);
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : signed(channel);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws LocksUnsupported {
    try {
      return channel.tryLock();
    } catch (IOException unsupported) {
      throw new LocksUnsupported(unsupported);
    }
  }

  /** A full disk does not prevent a start. */
  private static FileChannel signed(FileChannel channel) {
    try {
      channel.truncate(0).write(ByteBuffer.wrap(OWN.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException unwritable) {
      LOG.debug("The process id could not be written", unwritable);
    }
    return channel;
  }

  private static String process(Path file) {
    try {
      var process = Files.readString(file).strip();
      return process.matches("\\d{1,10}") ? process : "(unknown)";
    } catch (IOException unreadable) {
      return "(unknown)";
    }
  }
}
