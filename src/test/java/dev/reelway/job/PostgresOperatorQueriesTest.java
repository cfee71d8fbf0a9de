package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresOperatorQueriesTest extends OperatorQueriesContract {

  PostgresOperatorQueriesTest() {
    super(TestDatabase.postgres());
  }
}
