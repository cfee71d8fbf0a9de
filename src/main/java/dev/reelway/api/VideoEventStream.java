package dev.reelway.api;

import dev.reelway.api.chat.ClientDisconnected;
import dev.reelway.api.chat.EventStreamWriter;
import dev.reelway.job.Job;
import dev.reelway.job.JobSubscription;
import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams the states of a video as server-sent events. Each event is named {@code video.<status>}
 * and contains the video at that time; the response ends after the last one. If the service shuts
 * down, or the licence ends, the last event is named {@code error}.
 */
public final class VideoEventStream {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private final JobViews jobViews;
  private final RequestWaits requestWaits;

  VideoEventStream(JobViews jobViews, RequestWaits requestWaits) {
    this.jobViews = jobViews;
    this.requestWaits = requestWaits;
  }

  /** Sends the events, starting with the current state. */
  public void send(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      @Body JobSubscription jobSubscription,
      Exchange exchange)
      throws InterruptedException {
    if (EventStreamWriter.isHead(opaqueRequest, response, exchange)) {
      jobSubscription.close();
      return;
    }
    try (jobSubscription;
        var wait = requestWaits.start(jobSubscription, exchange)) {
      requestWaits.enter(licence, opaqueRequest.request());
      var events = new EventStreamWriter(response);
      if (events.follow(wait, job -> write(job, opaqueRequest, events)) == null) {
        events.event("error", JsonBody.text(requestWaits.overError(wait).error().event()));
      }
    } catch (ClientDisconnected gone) {
      LOG.debug("The caller of a stream has disconnected", gone);
    }
    ApiResponses.written(exchange, 200);
  }

  private void write(Job job, OpaqueRequest opaqueRequest, EventStreamWriter events)
      throws ClientDisconnected {
    var video = jobViews.view(job, opaqueRequest.request());
    events.event("video." + video.status(), JsonBody.text(video));
  }
}
