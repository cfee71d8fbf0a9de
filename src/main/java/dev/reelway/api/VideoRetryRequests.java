package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.JobQueries;
import dev.reelway.library.OrderRetries;
import dev.reelway.licence.Licence;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests that repeat the order of a failed video. */
public final class VideoRetryRequests {

  private static final String ACCEPT_COST = "accept_cost";

  private final RequestReader reader;
  private final JobQueries jobs;
  private final OrderRetries retries;

  VideoRetryRequests(RequestReader reader, JobQueries jobs, OrderRetries retries) {
    this.reader = reader;
    this.jobs = jobs;
    this.retries = retries;
  }

  /** The failed video whose order is repeated. A video of another licence counts as unknown. */
  public Job retry(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("id") String id,
      @Variable("licence") Licence licence)
      throws IOException {
    if (!JobId.isVideo(id)) {
      throw RequestRefused.unknownVideo(id);
    }
    var job = jobs.findOwned(id, licence.name()).orElseThrow(() -> RequestRefused.unknownVideo(id));
    return retries.check(job, acceptsCost(parameters(opaqueRequest.request())));
  }

  /** A request without a body is one without parameters. */
  private Parameters parameters(HttpServletRequest request) throws IOException {
    return request.getContentType() == null && request.getContentLengthLong() <= 0
        ? reader.query(request)
        : reader.read(request);
  }

  static boolean acceptsCost(Parameters parameters) {
    var unknown = parameters.without(ACCEPT_COST).values().keySet().stream().sorted().findFirst();
    if (unknown.isPresent()) {
      throw new OrderRefused(
          unknown.get(),
          "%s must be omitted: a retry repeats the order, and takes accept_cost only"
              .formatted(unknown.get()));
    }
    return Boolean.TRUE.equals(parameters.bool(ACCEPT_COST));
  }
}
