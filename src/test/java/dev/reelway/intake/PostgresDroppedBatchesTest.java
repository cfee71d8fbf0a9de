package dev.reelway.intake;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresDroppedBatchesTest extends DroppedBatchesContract {

  PostgresDroppedBatchesTest() {
    super(TestDatabase.postgres());
  }
}
