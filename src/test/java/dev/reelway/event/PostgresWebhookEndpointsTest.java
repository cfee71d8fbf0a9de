package dev.reelway.event;

import dev.reelway.job.TestDatabase;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresWebhookEndpointsTest extends WebhookEndpointsContract {

  PostgresWebhookEndpointsTest() {
    super(TestDatabase.postgres());
  }
}
