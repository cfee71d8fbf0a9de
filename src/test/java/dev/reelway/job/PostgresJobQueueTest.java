package dev.reelway.job;

class PostgresJobQueueTest extends JobQueueContract {

  PostgresJobQueueTest() {
    super(TestDatabase.postgres());
  }
}
