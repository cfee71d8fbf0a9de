package dev.reelway;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.ObjectProvider;

/** Has letters looked for at once that may wait; whoever is not heard is found at the next tick. */
final class Bell {

  private static final String LETTERS =
      "seda:letters-claim?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  private final ObjectProvider<ProducerTemplate> camel;

  Bell(ObjectProvider<ProducerTemplate> camel) {
    this.camel = camel;
  }

  void ring() {
    try {
      camel.ifAvailable(template -> template.sendBody(LETTERS, null));
    } catch (CamelExecutionException | IllegalStateException stopping) {
      // The next tick, or the next life, finds them.
    }
  }
}
