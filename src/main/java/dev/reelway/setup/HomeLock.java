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
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Locks {@code reelway.home} for one process, before anything in it is read or written, until all
 * else is closed. The operating system releases the lock of a process that was killed.
 */
final class HomeLock implements BeanFactoryPostProcessor {

  static final String FILE = "reelway.lock";

  private static final Logger LOG = LoggerFactory.getLogger(HomeLock.class);
  private static final String KEY = "reelway.home";
  private static final String OWN = String.valueOf(ProcessHandle.current().pid());

  /**
   * A lock belongs to the whole process, and is lost when the process closes any channel to the
   * file: a second service of the same process must not open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Environment environment;

  HomeLock(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    var home = home();
    if (home != null) {
      var held = held(home);
      ((DefaultListableBeanFactory) beans).registerDisposableBean("lockOfHome", held::close);
    }
  }

  /** A setting that makes no sense is refused when it is read. */
  private @Nullable Path home() {
    try {
      var home = environment.getProperty(KEY);
      return home == null || home.isBlank() ? null : Path.of(home);
    } catch (IllegalArgumentException ignored) {
      return null;
    }
  }

  /** The lock, as long as it is held. */
  private record Held(Path home, FileChannel file) {

    void close() throws IOException {
      file.close();
      HELD.remove(home);
    }
  }

  private static Held held(Path folder) {
    try {
      var home = Files.createDirectories(folder).toRealPath();
      if (!HELD.add(home)) {
        throw refused(OWN);
      }
      return acquire(home);
    } catch (IOException e) {
      throw new ConfigurationRefused(KEY, Folders.unusable(folder));
    }
  }

  private static Held acquire(Path home) throws IOException {
    FileChannel file = null;
    try {
      file = locked(home);
    } finally {
      if (file == null) {
        HELD.remove(home);
      }
    }
    if (file == null) {
      throw refused(process(home));
    }
    return new Held(home, file);
  }

  private static @Nullable FileChannel locked(Path home) throws IOException {
    var file =
        FileChannel.open(home.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = lock(file, home);
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    return lock == null ? null : signed(file);
  }

  private static @Nullable FileLock lock(FileChannel file, Path home) {
    try {
      return file.tryLock();
    } catch (IOException unsupported) {
      throw new ConfigurationRefused(
          KEY,
          "must be on a disk that supports file locks, but %s is not. Set another folder."
              .formatted(home));
    }
  }

  /** A full disk does not prevent a start. */
  private static FileChannel signed(FileChannel file) {
    try {
      file.truncate(0).write(ByteBuffer.wrap(OWN.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException unwritable) {
      LOG.debug("The process id could not be written to {}", FILE, unwritable);
    }
    return file;
  }

  private static ConfigurationRefused refused(String process) {
    return new ConfigurationRefused(
        KEY,
        "is in use by process %s. Stop that process, or set another folder here."
            .formatted(process));
  }

  private static String process(Path home) {
    try {
      var process = Files.readString(home.resolve(FILE)).strip();
      return process.matches("\\d{1,10}") ? process : "(unknown)";
    } catch (IOException unreadable) {
      return "(unknown)";
    }
  }
}
