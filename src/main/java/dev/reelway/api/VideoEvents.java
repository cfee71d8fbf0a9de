package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.Watch;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what becomes of a video as server-sent events: each is named {@code video.<status>} and
 * holds the video as it is then; after the last one the answer ends.
 */
public final class VideoEvents {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private final Shown shown;

  VideoEvents(Shown shown) {
    this.shown = shown;
  }

  /** Sends the events, beginning with the present state. */
  public void send(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Body Watch watch,
      Exchange exchange)
      throws InterruptedException {
    try (watch) {
      var events = new EventStream(response);
      events.follow(watch, job -> tell(job, sealed, events));
    } catch (CallerGone gone) {
      LOG.debug("The caller of a stream has gone", gone);
    }
    Answers.written(exchange, 200);
  }

  private void tell(Job job, Sealed sealed, EventStream events) throws CallerGone {
    var video = shown.shown(job, sealed.call());
    events.event("video." + video.status(), Json.text(video));
  }
}
