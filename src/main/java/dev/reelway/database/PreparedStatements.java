package dev.reelway.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.DelegatingPreparedStatement;
import org.apache.commons.dbcp2.PStmtKey;
import org.apache.commons.dbcp2.PoolingConnection;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/**
 * Opens connections that keep the statements they have prepared, for drivers that keep none:
 * SQLite's. Preparing a statement again and naming its columns took a sixth of a look-up, see
 * {@link NamedStatements}.
 */
final class PreparedStatements extends OpenedConnections {

  /** Lists with filters have many forms; those that were used last stay. */
  private static final int MOST = 128;

  PreparedStatements(DataSource driver) {
    super(driver);
  }

  @Override
  Connection opened(Opening opening) throws SQLException {
    var config = new GenericKeyedObjectPoolConfig<DelegatingPreparedStatement>();
    config.setMaxTotal(MOST);
    config.setMaxTotalPerKey(-1);
    config.setMaxIdlePerKey(1);
    config.setBlockWhenExhausted(false);
    config.setJmxEnabled(false);
    var keeping = new PoolingConnection(new NamedStatements(opening.open()));
    keeping.setStatementPool(
        new GenericKeyedObjectPool<PStmtKey, DelegatingPreparedStatement>(keeping, config));
    return keeping;
  }
}
