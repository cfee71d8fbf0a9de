package dev.reelway.library;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresContentStoreTest extends ContentStoreContract {

  PostgresContentStoreTest() {
    super(TestDatabase.postgres());
  }
}
