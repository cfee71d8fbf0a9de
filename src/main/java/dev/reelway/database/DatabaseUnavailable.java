package dev.reelway.database;

import dev.reelway.wire.Causes;
import java.sql.SQLTransientConnectionException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The database takes no writes at present, or has not said whether it took one: it is read-only,
 * cannot be reached, or ended the session. The same call may succeed later.
 */
public final class DatabaseUnavailable extends DataAccessResourceFailureException {

  DatabaseUnavailable(String why) {
    super(why);
  }

  DatabaseUnavailable(String why, Throwable cause) {
    super(why, cause);
  }

  /** Whether the database was unavailable to a read or a write that failed so. */
  public static boolean isIn(Throwable thrown) {
    return SqlStates.isPassing(thrown)
        || Causes.any(
            thrown,
            one ->
                one instanceof DatabaseUnavailable
                    || one instanceof SQLTransientConnectionException);
  }
}
