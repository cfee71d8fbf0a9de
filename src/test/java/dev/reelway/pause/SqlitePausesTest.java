package dev.reelway.pause;

import dev.reelway.job.TestDatabase;

class SqlitePausesTest extends PausesContract {

  SqlitePausesTest() {
    super(TestDatabase.memory());
  }
}
