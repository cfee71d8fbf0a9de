package dev.reelway.job;

class PostgresJobRecordsTest extends JobRecordsContract {

  PostgresJobRecordsTest() {
    super(TestDatabase.postgres());
  }
}
