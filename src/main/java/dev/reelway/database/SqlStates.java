package dev.reelway.database;

import dev.reelway.wire.Causes;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the SQLSTATE of a failure means (PostgreSQL's manual, appendix A): which failures pass, and
 * which prove that a commit was not made.
 */
final class SqlStates {

  /** The session or its transaction is read-only. */
  static final String READ_ONLY = "25006";

  /** The server ended the session, or does not accept one at present. */
  private static final Set<String> ENDED = Set.of("57P01", "57P02", "57P03", "57P05");

  private static final Set<String> ROLLED_BACK = Set.of("40000", "40001", "40002", "40P01");
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private SqlStates() {}

  /** Whether the session cannot write, although it is open. */
  static boolean isReadOnly(Throwable failure) {
    return any(failure, READ_ONLY::equals);
  }

  /** Whether the session ended, or could not begin. */
  static boolean isBroken(Throwable failure) {
    return any(failure, SqlStates::isBroken);
  }

  /** Whether the same work may succeed in another session, or a moment later. */
  static boolean isPassing(Throwable failure) {
    return any(
        failure,
        state ->
            isBroken(state)
                || state.equals(READ_ONLY)
                || state.equals(TOO_MANY_CONNECTIONS)
                || ROLLED_BACK.contains(state));
  }

  /**
   * Whether a commit that failed so was certainly not made: the server itself refused it. A session
   * that ended before the answer proves nothing.
   */
  static boolean isRefusal(Throwable failure) {
    return any(
        failure,
        state ->
            state.equals(READ_ONLY)
                || ROLLED_BACK.contains(state)
                || state.startsWith("23")
                || state.equals("25P02"));
  }

  private static boolean isBroken(String state) {
    return state.startsWith("08") || ENDED.contains(state);
  }

  private static boolean any(Throwable failure, Predicate<String> meant) {
    return Causes.any(
        failure,
        one ->
            one instanceof SQLException sql
                && sql.getSQLState() != null
                && meant.test(sql.getSQLState()));
  }
}
