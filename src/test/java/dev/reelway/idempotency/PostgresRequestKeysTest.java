package dev.reelway.idempotency;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresRequestKeysTest extends RequestKeysContract {

  PostgresRequestKeysTest() {
    super(TestDatabase.postgres());
  }
}
