package dev.reelway.api;

import dev.reelway.job.OrderEstimates;
import dev.reelway.licence.Licence;
import dev.reelway.order.VideoOrder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Handles requests that ask what an order would cost. */
public final class VideoEstimateRequests {

  private final VideoRequests videoRequests;
  private final OrderEstimates estimates;
  private final boolean showUpstreams;

  /**
   * @param showUpstreams whether callers are told which upstreams render a video
   */
  VideoEstimateRequests(
      VideoRequests videoRequests, OrderEstimates estimates, boolean showUpstreams) {
    this.videoRequests = videoRequests;
    this.estimates = estimates;
    this.showUpstreams = showUpstreams;
  }

  /**
   * The estimate of an order, which is refused as it would be if it were sent; but its images and
   * files are only counted.
   */
  public Object estimate(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence)
      throws IOException {
    var order = videoRequests.order(opaqueRequest, response, licence).withCountedFiles();
    return VideoEstimate.of((VideoOrder) order, estimates.of(order, licence.name()), showUpstreams);
  }
}
