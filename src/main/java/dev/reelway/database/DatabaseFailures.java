package dev.reelway.database;

import java.sql.SQLException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * Explains in one sentence why the database cannot be used at the start. SQLite reports this by its
 * result codes (sqlite.org/rescode.html), PostgreSQL by SQLSTATE (its manual, appendix A). The
 * URL's options are not repeated.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class DatabaseFailures implements FailureAnalyzer {

  private static final String KEY = "spring.datasource.url";

  private final Environment environment;

  DatabaseFailures(Environment environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    var sentence = sentence(failure);
    return sentence == null ? null : new FailureAnalysis(KEY + ": " + sentence, null, failure);
  }

  /** The deepest cause is the most precise. */
  private @Nullable String sentence(Throwable failure) {
    var cause = failure.getCause();
    var deeper = cause == null || cause == failure ? null : sentence(cause);
    if (deeper != null) {
      return deeper;
    }
    return switch (failure) {
      case SQLException sql -> sentence(sql);
      case NativeLibraryNotFoundException forbidden ->
          "SQLite's library cannot be loaded. Mount the disk of reelway.home without noexec, or"
              + " name"
              + " another folder with -D%s.".formatted(SqliteLibrary.SETTING);
      case FlywayValidateException other ->
          "the ledger was written by another version of Reelway. Start the newest version that has"
              + " used it, or name another database.";
      default -> null;
    };
  }

  private @Nullable String sentence(SQLException failure) {
    var url = environment.getProperty(KEY, "");
    return url.startsWith(PoolSettings.SQLITE)
        ? sqlite(failure, file(url))
        : server(failure, url.startsWith(PostgresUrl.PREFIX) && PostgresUrl.hasSeveralHosts(url));
  }

  private static String file(String url) {
    return url.substring(PoolSettings.SQLITE.length()).split("\\?", 2)[0];
  }

  private static String sqlite(SQLException failure, String file) {
    return switch (failure.getErrorCode() & 0xff) {
      case 5, 6 -> file + " is locked. Stop the other process that uses it.";
      case 8 -> file + " is not writable. Give this process permission to write to it.";
      case 11 -> file + " is damaged. Restore it from a backup, or move it away.";
      case 13 -> "the disk of " + file + " is full. Free some space on it.";
      case 14 -> file + " cannot be opened. Name a file in a folder that can be written.";
      case 26 -> file + " is not a SQLite database. Move it away, or name another file.";
      default -> file + " cannot be used as the ledger's database. Name another file.";
    };
  }

  private static @Nullable String server(SQLException failure, boolean several) {
    var state = String.valueOf(failure.getSQLState());
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "08", "57" ->
          several
              ? "none of the hosts is a primary that can be reached. Start it, or correct the"
                  + " addresses."
              : "the database cannot be reached. Start it, or correct the address.";
      case "25" ->
          "the database is a standby, or read-only. Name the primary, or all hosts followed by"
              + " targetServerType=primary.";
      case "28" ->
          "the database refuses the user. Correct spring.datasource.username and"
              + " spring.datasource.password.";
      case "3D" -> "the database does not exist. Create it, or name another one.";
      case "53" -> "the database accepts no more connections. Raise its limit, or close others.";
      default ->
          state.equals("42501")
              ? "the database's user may not create tables. Grant it the privilege."
              : null;
    };
  }
}
