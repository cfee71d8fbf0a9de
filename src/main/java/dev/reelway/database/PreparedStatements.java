package dev.reelway.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.DelegatingPreparedStatement;
import org.apache.commons.dbcp2.PStmtKey;
import org.apache.commons.dbcp2.PoolingConnection;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Opens connections that keep the statements they have prepared, for drivers that keep none:
 * SQLite's. Preparing a statement again and naming its columns took a sixth of a look-up.
 */
final class PreparedStatements extends DelegatingDataSource {

  /** Lists with filters have many forms; those that were used last stay. */
  private static final int MOST = 128;

  PreparedStatements(DataSource driver) {
    super(driver);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return keeping(super.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return keeping(super.getConnection(user, password));
  }

  private static Connection keeping(Connection connection) {
    var config = new GenericKeyedObjectPoolConfig<DelegatingPreparedStatement>();
    config.setMaxTotal(MOST);
    config.setMaxTotalPerKey(-1);
    config.setMaxIdlePerKey(1);
    config.setBlockWhenExhausted(false);
    config.setJmxEnabled(false);
    var keeping = new PoolingConnection(connection);
    keeping.setStatementPool(
        new GenericKeyedObjectPool<PStmtKey, DelegatingPreparedStatement>(keeping, config));
    return keeping;
  }
}
