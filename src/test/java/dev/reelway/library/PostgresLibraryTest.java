package dev.reelway.library;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresLibraryTest extends LibraryContract {

  PostgresLibraryTest() {
    super(TestDatabase.postgres());
  }
}
