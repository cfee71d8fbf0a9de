package dev.reelway.sink;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresUsedFoldersTest extends UsedFoldersContract {

  PostgresUsedFoldersTest() {
    super(TestDatabase.postgres());
  }
}
