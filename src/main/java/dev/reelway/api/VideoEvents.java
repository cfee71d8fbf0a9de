package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.Watch;
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
 * down, the last event is named {@code error}.
 */
public final class VideoEvents {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private final Shown shown;
  private final Waiting waiting;

  VideoEvents(Shown shown, Waiting waiting) {
    this.shown = shown;
    this.waiting = waiting;
  }

  /** Sends the events, starting with the current state. */
  public void send(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      @Body Watch watch,
      Exchange exchange)
      throws InterruptedException {
    try (watch) {
      waiting.enter(licence, sealed.call());
      var events = new EventStream(response);
      if (events.follow(waiting, watch, job -> write(job, sealed, events)) == null) {
        events.event("error", Json.text(waiting.closing(watch).error().body()));
      }
    } catch (CallerGone gone) {
      LOG.debug("The caller of a stream has disconnected", gone);
    }
    Answers.written(exchange, 200);
  }

  private void write(Job job, Sealed sealed, EventStream events) throws CallerGone {
    var video = shown.shown(job, sealed.call());
    events.event("video." + video.status(), Json.text(video));
  }
}
