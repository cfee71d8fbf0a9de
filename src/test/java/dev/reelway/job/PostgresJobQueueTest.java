package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobQueueTest extends JobQueueContract {

  PostgresJobQueueTest() {
    super(TestDatabase.postgres());
  }
}
