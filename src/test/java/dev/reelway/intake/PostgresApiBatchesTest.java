package dev.reelway.intake;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresApiBatchesTest extends ApiBatchesContract {

  PostgresApiBatchesTest() {
    super(TestDatabase.postgres());
  }
}
