package dev.reelway.api;

import dev.reelway.job.Callbacks;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * Handles callbacks of upstreams at the URL that was sent with an order. The content of a callback
 * is never read: it only triggers an immediate poll of the upstream.
 */
public final class HookCalls {

  private final Callbacks callbacks;
  private final JobQueries jobs;
  private final JobSteps steps;

  HookCalls(Callbacks callbacks, JobQueries jobs, JobSteps steps) {
    this.callbacks = callbacks;
    this.jobs = jobs;
    this.steps = steps;
  }

  /** Accepts a callback. A forged one is refused in the same way as one for an unknown job. */
  public void nudge(@Header("job") String id, @Header("seal") String seal) {
    if (!callbacks.isGenuine(id, seal)) {
      throw unknown();
    }
    steps.calledBack(jobs.findAny(id).orElseThrow(HookCalls::unknown));
  }

  private static CallRefused unknown() {
    return new CallRefused(404, null, "unknown_url", "Unknown callback URL.");
  }

  /** Answers 204. */
  public void heard(Exchange exchange) {
    Answers.written(exchange, 204);
  }
}
