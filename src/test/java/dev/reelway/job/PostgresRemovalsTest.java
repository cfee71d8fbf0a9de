package dev.reelway.job;

class PostgresRemovalsTest extends RemovalsContract {

  PostgresRemovalsTest() {
    super(TestDatabase.postgres());
  }
}
