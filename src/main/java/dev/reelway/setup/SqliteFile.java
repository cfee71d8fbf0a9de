package dev.reelway.setup;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the file that a JDBC URL of SQLite names. */
public final class SqliteFile {

  private static final String PREFIX = "jdbc:sqlite:";

  private SqliteFile() {}

  /** The file, or null if it is another database, or one in memory or in a temporary file. */
  public static @Nullable Path of(String url) {
    if (!url.startsWith(PREFIX) || url.contains("mode=memory")) {
      return null;
    }
    var name = url.substring(PREFIX.length()).split("\\?", 2)[0].replaceFirst("^file:(//)?", "");
    try {
      return name.isBlank() || name.startsWith(":") ? null : Path.of(name);
    } catch (InvalidPathException malformed) {
      return null;
    }
  }
}
