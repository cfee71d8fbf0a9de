package dev.reelway.job;

class PostgresLedgerTest extends LedgerContract {

  PostgresLedgerTest() {
    super(TestDatabase.postgres());
  }
}
