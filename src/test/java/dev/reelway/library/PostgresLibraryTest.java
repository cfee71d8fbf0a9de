package dev.reelway.library;

import dev.reelway.job.TestDatabase;

class PostgresLibraryTest extends LibraryContract {

  PostgresLibraryTest() {
    super(TestDatabase.postgres());
  }
}
