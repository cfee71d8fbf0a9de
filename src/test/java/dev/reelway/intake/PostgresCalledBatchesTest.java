package dev.reelway.intake;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresCalledBatchesTest extends CalledBatchesContract {

  PostgresCalledBatchesTest() {
    super(TestDatabase.postgres());
  }
}
