package dev.reelway.api;

import dev.reelway.job.CallbackUrls;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * Handles callbacks of upstreams at the URL that was sent with an order. The content of a callback
 * is never read: it only triggers an immediate poll of the upstream.
 */
public final class CallbackRequests {

  private final CallbackUrls callbackUrls;
  private final JobQueries jobs;
  private final JobSteps steps;

  CallbackRequests(CallbackUrls callbackUrls, JobQueries jobs, JobSteps steps) {
    this.callbackUrls = callbackUrls;
    this.jobs = jobs;
    this.steps = steps;
  }

  /** Accepts a callback. A forged one is refused in the same way as one for an unknown job. */
  public void receive(@Header("job") String id, @Header("seal") String seal) {
    if (!callbackUrls.isGenuine(id, seal)) {
      throw unknown();
    }
    steps.calledBack(jobs.findAny(id).orElseThrow(CallbackRequests::unknown));
  }

  private static RequestRefused unknown() {
    return new RequestRefused(404, null, "unknown_url", "Unknown callback URL.");
  }

  /** Answers 204. */
  public void acknowledge(Exchange exchange) {
    ApiResponses.written(exchange, 204);
  }
}
