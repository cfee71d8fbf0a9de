package dev.reelway.database;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions that say of a failed commit whether its outcome is unknown. A server that was told
 * to stop waiting for its standby answers that the commit is made, with a warning: it would be lost
 * with the server.
 */
final class PrimaryTransactions extends DataSourceTransactionManager {

  private static final Logger LOG = LoggerFactory.getLogger(PrimaryTransactions.class);

  PrimaryTransactions(DataSource source) {
    super(source);
  }

  @Override
  protected void doCommit(DefaultTransactionStatus status) {
    var connection = DataSourceUtils.getConnection(obtainDataSource());
    try {
      connection.clearWarnings();
      super.doCommit(status);
      var warning = connection.getWarnings();
      if (warning != null) {
        throw new CommitUnknown("The commit was made with a warning", warning);
      }
    } catch (SQLException | RuntimeException | Error failure) {
      throw unknown(failure);
    } finally {
      DataSourceUtils.releaseConnection(connection, obtainDataSource());
    }
  }

  private static TransactionException unknown(Throwable failure) {
    return failure instanceof TransactionException refused
            && (refused instanceof CommitUnknown || SqlStates.isRefusal(refused))
        ? refused
        : new CommitUnknown("It is unknown whether the commit was made", failure);
  }

  /** The server has rolled back what a session left that has ended. */
  @Override
  protected void doRollback(DefaultTransactionStatus status) {
    try {
      super.doRollback(status);
    } catch (TransactionException ended) {
      LOG.debug("A rollback found no session", ended);
    }
  }
}
