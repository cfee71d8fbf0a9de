package dev.reelway.setup;

import static dev.reelway.setup.SettingsChecks.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in the configuration: the secret itself, or {@code file:} and the path of its file. A
 * file is read again whenever it has changed, so that a secret may be replaced without a restart;
 * while it holds no valid one, the last one counts.
 *
 * @param <T> what is kept of the secret: itself, or its hash
 */
public final class WatchedSecret<T> {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.settings");
  private static final String FILE = "file:";
  private static final int LARGEST = 64 << 10;

  private final String setting;
  private final @Nullable Path file;
  private final Function<String, T> reader;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable State state;
  private T value;
  private boolean warned;

  /** How a file looked when it was read. */
  private record State(FileTime modified, long size, @Nullable Object file) {

    static State of(Path file) throws IOException {
      var now = Files.readAttributes(file, BasicFileAttributes.class);
      return new State(now.lastModifiedTime(), now.size(), now.fileKey());
    }
  }

  private WatchedSecret(String configured, String setting, Function<String, T> reader) {
    this.setting = setting;
    this.reader = reader;
    this.file = isFile(configured) ? path(configured.substring(FILE.length())) : null;
    try {
      this.state = file == null ? null : State.of(file);
      this.value = reader.apply(file == null ? configured : text(file));
    } catch (IOException unreadable) {
      throw refused(String.valueOf(file), "cannot be read");
    }
  }

  /**
   * Reads the secret.
   *
   * @param setting the key of the setting, by which a wrong secret is refused
   * @param reader makes of the secret what is kept of it; throws {@link ConfigurationRefused} if
   *     the secret is wrong, without repeating it
   * @throws ConfigurationRefused if so, or if the file cannot be read or is empty
   */
  public static <T> WatchedSecret<T> of(
      String configured, String setting, Function<String, T> reader) {
    return new WatchedSecret<>(configured, setting, reader);
  }

  /** Whether a secret is configured by its file. */
  public static boolean isFile(String configured) {
    return configured.startsWith(FILE);
  }

  /** Whether it may change. */
  public boolean isWatched() {
    return file != null;
  }

  /** What is kept of the secret, as the file holds it now. */
  public T value() {
    if (file == null) {
      return value;
    }
    lock.lock();
    try {
      readIfChanged(file);
      return value;
    } finally {
      lock.unlock();
    }
  }

  private void readIfChanged(Path file) {
    try {
      var now = State.of(file);
      if (!now.equals(state)) {
        value = reader.apply(text(file));
        state = now;
        warned = false;
        LOG.info("{} was read again from the file {}.", setting, file);
      }
    } catch (IOException unreadable) {
      warn(refused(file.toString(), "cannot be read"));
    } catch (ConfigurationRefused wrong) {
      warn(wrong);
    }
  }

  private String text(Path file) throws IOException {
    try (var bytes = Files.newInputStream(file)) {
      var text = new String(bytes.readNBytes(LARGEST), UTF_8);
      check(!text.isBlank(), setting, "names the file %s, which is empty.".formatted(file));
      return text.strip();
    }
  }

  private Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException invalid) {
      throw refused(text, "cannot be read");
    }
  }

  private ConfigurationRefused refused(String named, String why) {
    return new ConfigurationRefused(setting, "names the file %s, which %s.".formatted(named, why));
  }

  /** Once, until the file holds a valid one. */
  private void warn(ConfigurationRefused wrong) {
    if (!warned) {
      LOG.warn("{} The last one stays in use.", wrong.sentence());
      warned = true;
    }
  }

  /** Never the secret, as this may be logged. */
  @Override
  public String toString() {
    return setting;
  }
}
