package dev.reelway.event;

/**
 * Who receives an event.
 *
 * @param name its spelling in the ledger; of a registered webhook endpoint, its id
 */
public record Receiver(String name) {

  /** The webhook of the job's licence. */
  static final Receiver LICENCE = new Receiver("licence");

  /** The {@code callback_url} of the job's order. */
  static final Receiver ORDER = new Receiver("order");

  /** The operator's own Camel endpoint. */
  static final Receiver ENDPOINT = new Receiver("endpoint");

  /** Whether it is a webhook endpoint that the licence has registered. */
  public boolean isRegistered() {
    return WebhookEndpoint.isId(name);
  }
}
