package dev.reelway.job;

class PostgresExpiryTest extends ExpiryContract {

  PostgresExpiryTest() {
    super(TestDatabase.postgres());
  }
}
