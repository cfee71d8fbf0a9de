package dev.reelway.job;

class SqliteOperatorQueriesTest extends OperatorQueriesContract {

  SqliteOperatorQueriesTest() {
    super(TestDatabase.memory());
  }
}
