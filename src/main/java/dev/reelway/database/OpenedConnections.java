package dev.reelway.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A source that does something with each connection that another source opens. */
abstract class OpenedConnections extends DelegatingDataSource {

  OpenedConnections(DataSource source) {
    super(source);
  }

  /** Opens a connection of the other source, with a user or without. */
  interface Opening {
    Connection open() throws SQLException;
  }

  /** Opens a connection, and answers what callers get. */
  abstract Connection opened(Opening opening) throws SQLException;

  @Override
  public final Connection getConnection() throws SQLException {
    return opened(super::getConnection);
  }

  @Override
  public final Connection getConnection(String user, String password) throws SQLException {
    return opened(() -> super.getConnection(user, password));
  }
}
