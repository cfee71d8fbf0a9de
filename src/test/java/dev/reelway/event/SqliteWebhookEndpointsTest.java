package dev.reelway.event;

import dev.reelway.job.TestDatabase;

class SqliteWebhookEndpointsTest extends WebhookEndpointsContract {

  SqliteWebhookEndpointsTest() {
    super(TestDatabase.memory());
  }
}
