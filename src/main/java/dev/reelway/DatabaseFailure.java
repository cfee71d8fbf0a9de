package dev.reelway;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a database means that cannot be used at the start. SQLite tells by its result codes
 * (sqlite.org/rescode.html), PostgreSQL by SQLSTATE (its manual, appendix A).
 */
final class DatabaseFailure {

  static final String OTHER_VERSION =
      "spring.datasource.url: the ledger was written by another version of Reelway. Start the"
          + " newest version that has used it, or name another database.";

  private static final String SQLITE = "jdbc:sqlite:";

  private DatabaseFailure() {}

  /**
   * One sentence, or null where nothing is known of that failure. The URL's options are not told.
   */
  static @Nullable String sentence(SQLException failure, String url) {
    var what = url.startsWith(SQLITE) ? sqlite(failure, file(url)) : server(failure);
    return what == null ? null : "spring.datasource.url: " + what;
  }

  private static String file(String url) {
    return url.substring(SQLITE.length()).split("\\?", 2)[0];
  }

  private static String sqlite(SQLException failure, String file) {
    return switch (failure.getErrorCode() & 0xff) {
      case 5, 6 -> file + " is locked. Stop the other process that uses it.";
      case 8 -> file + " cannot be written. Give this process the right to.";
      case 11 -> file + " is damaged. Restore it from a backup, or move it away.";
      case 13 -> "the disk of " + file + " is full. Make room on it.";
      case 14 -> file + " cannot be opened. Name a file in a folder that can be written.";
      case 26 -> file + " is not a SQLite database. Move it away, or name another file.";
      default -> file + " cannot be used as the ledger's database. Name another file.";
    };
  }

  private static @Nullable String server(SQLException failure) {
    var state = String.valueOf(failure.getSQLState());
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08", "57" -> "the database cannot be reached. Start it, or correct the address.";
      case "28" ->
          "the database refuses the user. Correct spring.datasource.username and"
              + " spring.datasource.password.";
      case "3D" -> "the database does not exist. Create it, or name another one.";
      case "53" -> "the database takes no more connections. Allow more, or end others.";
      default ->
          state.equals("42501")
              ? "the database's user may not create tables. Grant it the right to."
              : null;
    };
  }
}
