package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobSubscription;
import dev.reelway.job.JobSubscriptions;
import dev.reelway.licence.Licence;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.OrderParameters;
import dev.reelway.order.UnknownParameter;
import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Finds the images of an earlier request, for callers who did not receive its response. Images of
 * other licences count as unknown.
 */
public final class ImageLookups {

  private final RequestReader reader;
  private final JobQueries jobs;
  private final JobSubscriptions jobSubscriptions;
  private final RequestWaits requestWaits;
  private final Clock clock;

  ImageLookups(
      RequestReader reader,
      JobQueries jobs,
      JobSubscriptions jobSubscriptions,
      RequestWaits requestWaits,
      Clock clock) {
    this.reader = reader;
    this.jobs = jobs;
    this.jobSubscriptions = jobSubscriptions;
    this.requestWaits = requestWaits;
    this.clock = clock;
  }

  /**
   * Subscribes to an image job, so that the request is answered like the one that created the job.
   */
  public JobSubscription watch(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("id") String id,
      @Variable("licence") Licence licence,
      Exchange exchange) {
    var job = find(id, licence);
    var call = opaqueRequest.request();
    var given = reader.known(call);
    if (!opaqueRequest.getMethod().equals("POST")) { // which is an order that is repeated
      UnknownParameter.check(
          OrderParameters.canonical(given), List.of("response_format", "stream"));
    }
    ImageRequests.answerBy((ImageOrder) job.order(), given, call, exchange);
    if (!job.state().isFinal() && ImageRequests.isWaiting(call, given)) {
      requestWaits.enter(licence, call);
    }
    return jobSubscriptions.watch(job);
  }

  private Job find(String id, Licence licence) {
    var job =
        JobId.isJobId(id) && !JobId.isVideo(id)
            ? jobs.findOwned(id, licence.name()).orElse(null)
            : null;
    if (job == null) {
      throw RequestRefused.unknownImage(id);
    }
    if (job.state() instanceof Delivered made && !made.isRetained(clock.instant())) {
      throw RequestRefused.expired("id", id, made);
    }
    return job;
  }
}
