package dev.reelway.event;

import dev.reelway.database.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Warns at the start of webhook endpoints whose signing secrets this service does not know. */
final class EndpointSecretCheck implements ApplicationListener<ApplicationReadyEvent> {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");

  private final Database database;
  private final EndpointSecrets secrets;

  EndpointSecretCheck(Database database, EndpointSecrets secrets) {
    this.database = database;
    this.secrets = secrets;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    check();
  }

  void check() {
    int unknown = WebhookEndpointRows.countOfOthers(database.reader(), secrets.serviceId());
    if (unknown > 0) {
      LOG.warn(
          "The signing secrets of webhook endpoints were made with another reelway.secret, and"
              + " nothing is sent to these: {}. Set the secret that other nodes have, or have the"
              + " licences rotate the secrets of their endpoints.",
          unknown);
    }
  }
}
