package dev.reelway.job;

import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresRemovalsTest extends RemovalsContract {

  PostgresRemovalsTest() {
    super(TestDatabase.postgres());
  }
}
