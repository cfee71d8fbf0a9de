package dev.reelway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key in a file, which is read again whenever the file has changed, so that a key may be replaced
 * without a restart. While the file is missing or empty, the last key counts.
 */
final class KeyFile {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final int LARGEST = 64 << 10;

  private final Path file;
  private final String setting;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable State state;
  private String key = "";
  private boolean warned;

  /** How a file looked when it was read. */
  private record State(long modified, long size, @Nullable Object file) {

    static State of(Path file) throws IOException {
      var now = Files.readAttributes(file, BasicFileAttributes.class);
      return new State(now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
    }
  }

  /**
   * Reads the file.
   *
   * @param setting the setting that names it
   * @throws IOException if it cannot be read
   */
  KeyFile(Path file, String setting) throws IOException {
    this.file = file;
    this.setting = setting;
    read(State.of(file));
  }

  /** The key; empty if the file has never held one. */
  String key() {
    lock.lock();
    try {
      var now = State.of(file);
      if (!now.equals(state)) {
        read(now);
      }
    } catch (IOException unreadable) {
      warn("which cannot be read");
    } finally {
      lock.unlock();
    }
    return key;
  }

  private void read(State now) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      var text = new String(bytes.readNBytes(LARGEST), UTF_8).strip();
      if (text.isEmpty()) {
        warn("which is empty");
      } else {
        key = text;
        state = now;
        warned = false;
      }
    }
  }

  /** Once, until it is read again. */
  private void warn(String why) {
    if (!warned && !key.isEmpty()) {
      LOG.warn("{} names the file {}, {}. The last key stays in use.", setting, file, why);
      warned = true;
    }
  }
}
