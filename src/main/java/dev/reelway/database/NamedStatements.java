package dev.reelway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.commons.dbcp2.DelegatingConnection;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection of SQLite whose statements ask once what their columns are called. Its driver asks
 * each time that a statement is executed: for the 37 columns of a job, a twentieth of a read. A
 * transaction that cannot begin has not begun.
 */
final class NamedStatements extends DelegatingConnection<Connection> {

  private final SQLiteConnection connection;

  NamedStatements(Connection connection) throws SQLException {
    super(connection);
    this.connection = connection.unwrap(SQLiteConnection.class);
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return new Named(connection, sql);
  }

  /**
   * Begins a transaction if {@code autoCommit} is false. The driver takes one for begun that SQLite
   * has refused, as while another process writes for longer than {@code busy_timeout}: it would
   * begin no other one, and no commit would succeed any more.
   */
  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    try {
      super.setAutoCommit(autoCommit);
    } catch (SQLException refused) {
      if (!autoCommit) {
        forgetTransaction(refused);
      }
      throw refused;
    }
  }

  private void forgetTransaction(SQLException refused) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException noneIsActive) {
      refused.addSuppressed(noneIsActive);
    }
  }

  /** The names hold until there are more columns or fewer: none is renamed while a process runs. */
  private static final class Named extends JDBC4PreparedStatement {

    private String @Nullable [] names;

    Named(SQLiteConnection connection, String sql) throws SQLException {
      super(connection, sql);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
      boolean hold = names != null && names.length == pointer.safeRunInt(DB::column_count);
      rs.colsMeta = hold ? names : null;
      var results = super.getResultSet();
      names = rs.colsMeta;
      return results;
    }
  }
}
