package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresWaitingJobsTest extends WaitingJobsContract {

  PostgresWaitingJobsTest() {
    super(TestDatabase.postgres());
  }
}
