package dev.reelway.api;

import dev.reelway.job.Callbacks;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * Calls of upstreams at the address that they were told with an order. What a call says is not even
 * read: it is worth a question to the upstream, whose answer alone counts.
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

  /** Takes a call; one that is forged is told the same as one about a job that is gone. */
  public void nudge(@Header("job") String id, @Header("seal") String seal) {
    if (!callbacks.isGenuine(id, seal)) {
      throw unknown();
    }
    steps.calledBack(jobs.findAny(id).orElseThrow(HookCalls::unknown));
  }

  private static CallRefused unknown() {
    return new CallRefused(404, null, "unknown_url", "Nobody is called here.");
  }

  /** Heard, and nothing to say. */
  public void heard(Exchange exchange) {
    Answers.written(exchange, 204);
  }
}
