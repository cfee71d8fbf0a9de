package dev.reelway.event;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresLicenceDeliveriesTest extends LicenceDeliveriesContract {

  PostgresLicenceDeliveriesTest() {
    super(TestDatabase.postgres());
  }
}
