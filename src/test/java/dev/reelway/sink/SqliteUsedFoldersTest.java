package dev.reelway.sink;

import dev.reelway.job.TestDatabase;

class SqliteUsedFoldersTest extends UsedFoldersContract {

  SqliteUsedFoldersTest() {
    super(TestDatabase.memory());
  }
}
