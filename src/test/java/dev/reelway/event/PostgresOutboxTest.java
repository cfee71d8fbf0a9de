package dev.reelway.event;

import dev.reelway.job.TestDatabase;

class PostgresOutboxTest extends OutboxContract {

  PostgresOutboxTest() {
    super(TestDatabase.postgres());
  }
}
