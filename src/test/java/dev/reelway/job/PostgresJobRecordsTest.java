package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobRecordsTest extends JobRecordsContract {

  PostgresJobRecordsTest() {
    super(TestDatabase.postgres());
  }
}
