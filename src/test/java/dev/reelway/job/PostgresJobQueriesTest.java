package dev.reelway.job;

class PostgresJobQueriesTest extends JobQueriesContract {

  PostgresJobQueriesTest() {
    super(TestDatabase.postgres());
  }
}
