package dev.reelway.event;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresDeliveryListTest extends DeliveryListContract {

  PostgresDeliveryListTest() {
    super(TestDatabase.postgres());
  }
}
