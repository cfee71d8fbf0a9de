package dev.reelway.intake;

import dev.reelway.job.TestDatabase;

class PostgresCalledBatchesTest extends CalledBatchesContract {

  PostgresCalledBatchesTest() {
    super(TestDatabase.postgres());
  }
}
