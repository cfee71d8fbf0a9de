package dev.reelway.api.chat;

import dev.reelway.api.OpaqueRequest;
import dev.reelway.api.RequestRefused;
import dev.reelway.api.RequestWaits;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSubscription;
import dev.reelway.job.JobSubscriptions;
import dev.reelway.licence.Licence;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Finds the job of a chat request that is sent again. */
public final class ChatLookups {

  private final JobQueries jobs;
  private final JobSubscriptions jobSubscriptions;
  private final RequestWaits requestWaits;

  public ChatLookups(
      JobQueries jobs, JobSubscriptions jobSubscriptions, RequestWaits requestWaits) {
    this.jobs = jobs;
    this.jobSubscriptions = jobSubscriptions;
    this.requestWaits = requestWaits;
  }

  /** Subscribes to a job; one that is deleted, or another licence's, is refused with 404. */
  public JobSubscription watch(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("id") String id,
      @Variable("licence") Licence licence) {
    requestWaits.enter(licence, opaqueRequest.request());
    return jobSubscriptions.watch(
        jobs.findOwned(id, licence.name()).orElseThrow(() -> RequestRefused.unknownJob(id)));
  }
}
