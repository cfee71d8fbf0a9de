package dev.reelway.setup;

import dev.reelway.setup.ProcessLock.LocksUnsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Locks {@code reelway.home} for one process, and the ledger where it is a file of SQLite, which
 * may lie elsewhere: before anything in them is read or written, until all else is closed.
 */
final class HomeLock implements BeanFactoryPostProcessor {

  static final String FILE = "reelway.lock";

  /** Follows the name of the ledger. */
  static final String SUFFIX = ".lock";

  private static final Logger LOG = LoggerFactory.getLogger(HomeLock.class);
  private static final String KEY = "reelway.home";
  private static final String URL = "spring.datasource.url";

  private final Environment environment;

  HomeLock(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    var all = (DefaultListableBeanFactory) beans;
    var home = home();
    if (home != null) {
      all.registerDisposableBean("lockOfHome", ofHome(home)::release);
    }
    var ledger = SqliteFile.of(url());
    var held = ledger == null ? null : ofLedger(ledger);
    if (held != null) {
      all.registerDisposableBean("lockOfLedger", held::release);
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

  private String url() {
    try {
      return environment.getProperty(URL, "");
    } catch (IllegalArgumentException ignored) {
      return "";
    }
  }

  private static ProcessLock ofHome(Path folder) {
    try {
      var home = Files.createDirectories(folder).toRealPath();
      return ProcessLock.acquire(home.resolve(FILE), HomeLock::homeTaken);
    } catch (LocksUnsupported e) {
      throw new ConfigurationRefused(
          KEY,
          "must be on a disk that supports file locks, but %s is not. Set another folder."
              .formatted(folder));
    } catch (IOException e) {
      throw new ConfigurationRefused(KEY, Folders.unusable(folder));
    }
  }

  /** Null where a file cannot be written beside it: then it cannot be used, which SQLite says. */
  private static @Nullable ProcessLock ofLedger(Path ledger) {
    try {
      var file = real(ledger.toAbsolutePath());
      return ProcessLock.acquire(
          file.resolveSibling(file.getFileName() + SUFFIX), HomeLock::ledgerTaken);
    } catch (IOException e) {
      LOG.debug("The ledger could not be locked", e);
      return null;
    }
  }

  private static Path real(Path file) throws IOException {
    if (Files.exists(file)) {
      return file.toRealPath();
    }
    var folder = file.getParent();
    return folder == null
        ? file
        : Files.createDirectories(folder).toRealPath().resolve(file.getFileName());
  }

  private static ConfigurationRefused homeTaken(String process) {
    return new ConfigurationRefused(
        KEY,
        "is in use by process %s. Stop that process, or set another folder here."
            .formatted(process));
  }

  private static ConfigurationRefused ledgerTaken(String process) {
    return new ConfigurationRefused(
        URL,
        "names a file that is in use by process %s. Stop that process, or set another file here."
            .formatted(process));
  }
}
