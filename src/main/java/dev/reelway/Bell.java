package dev.reelway;

import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Has letters looked for at once that may wait; whoever is not heard is found at the next tick. */
final class Bell {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.events");
  private static final String LETTERS =
      "seda:letters-claim?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  private final ObjectProvider<ProducerTemplate> camel;

  Bell(ObjectProvider<ProducerTemplate> camel) {
    this.camel = camel;
  }

  void ring() {
    try {
      camel.ifAvailable(template -> template.sendBody(LETTERS, null));
    } catch (RuntimeException stopping) {
      // What has been committed must not seem to have failed; the next life finds the letters.
      LOG.debug("Nobody hears that letters wait", stopping);
    }
  }
}
