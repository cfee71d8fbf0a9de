package dev.reelway.intake;

import dev.reelway.job.TestDatabase;

class PostgresBatchesTest extends BatchesContract {

  PostgresBatchesTest() {
    super(TestDatabase.postgres());
  }
}
