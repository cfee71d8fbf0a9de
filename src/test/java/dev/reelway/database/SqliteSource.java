package dev.reelway.database;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.sqlite.JDBC;

/** SQLite as the product opens it: each connection keeps the statements that it has prepared. */
public final class SqliteSource {

  private SqliteSource() {}

  public static DataSource of(String url) {
    return new PreparedStatements(new SimpleDriverDataSource(new JDBC(), url));
  }
}
