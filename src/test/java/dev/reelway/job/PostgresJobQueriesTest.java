package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobQueriesTest extends JobQueriesContract {

  PostgresJobQueriesTest() {
    super(TestDatabase.postgres());
  }
}
