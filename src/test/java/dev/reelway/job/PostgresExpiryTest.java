package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresExpiryTest extends ExpiryContract {

  PostgresExpiryTest() {
    super(TestDatabase.postgres());
  }
}
