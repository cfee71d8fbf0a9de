package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresQuotasTest extends QuotasContract {

  PostgresQuotasTest() {
    super(TestDatabase.postgres());
  }
}
