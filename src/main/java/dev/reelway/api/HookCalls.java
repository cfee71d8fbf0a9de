package dev.reelway.api;

import dev.reelway.job.Callbacks;
import dev.reelway.job.JobDesk;
import dev.reelway.job.Ledger;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * Calls of upstreams at the address that they were told with an order. What a call says is not even
 * read: it is worth a question to the upstream, whose answer alone counts.
 */
public final class HookCalls {

  private final Callbacks callbacks;
  private final Ledger ledger;
  private final JobDesk jobs;

  HookCalls(Callbacks callbacks, Ledger ledger, JobDesk jobs) {
    this.callbacks = callbacks;
    this.ledger = ledger;
    this.jobs = jobs;
  }

  /** Takes a call; one that is forged is told the same as one about a job that is gone. */
  public void nudge(@Header("job") String id, @Header("seal") String seal) {
    if (!callbacks.isGenuine(id, seal)) {
      throw unknown();
    }
    jobs.called(ledger.find(id).orElseThrow(HookCalls::unknown));
  }

  private static CallRefused unknown() {
    return new CallRefused(404, null, "unknown_url", "Nobody is called here.");
  }

  /** Heard, and nothing to say. */
  public void heard(Exchange exchange) {
    Answers.written(exchange, 204);
  }
}
