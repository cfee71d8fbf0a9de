package dev.reelway.database;

import dev.reelway.setup.HomeFolder;
import java.io.File;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The library of SQLite, which its driver unpacks and loads. It does so below {@code reelway.home}:
 * many servers forbid to run what lies in {@code /tmp}.
 */
final class SqliteLibrary {

  /** The driver's own setting for the folder. */
  static final String SETTING = "org.sqlite.tmpdir";

  private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);

  private SqliteLibrary() {}

  /** Does nothing where the operator has set a folder. */
  static void load(HomeFolder home) throws IOException {
    if (System.getProperty(SETTING) == null) {
      var folder = home.privateFolder("sqlite").toFile();
      System.setProperty(SETTING, folder.getAbsolutePath());
      initialize();
      System.clearProperty(SETTING);
      clear(folder);
    }
  }

  /**
   * Where the home forbids it, the driver does it in its usual folder when the ledger is opened,
   * and what is wrong there is told then.
   */
  private static void initialize() {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception forbidden) {
      LOG.debug("The library of SQLite cannot be loaded below reelway.home", forbidden);
    }
  }

  /**
   * A process that is killed would leave its copy behind. Where a file that is loaded cannot be
   * removed, the next start does it.
   */
  private static void clear(File folder) {
    var files = folder.listFiles();
    for (var file : files == null ? new File[0] : files) {
      if (!file.delete()) {
        LOG.debug("{} is left to the next start", file);
      }
    }
  }
}
