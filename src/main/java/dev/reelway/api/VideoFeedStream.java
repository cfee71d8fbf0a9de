package dev.reelway.api;

import dev.reelway.api.chat.ClientDisconnected;
import dev.reelway.api.chat.EventStreamWriter;
import dev.reelway.job.Job;
import dev.reelway.job.JobQueries;
import dev.reelway.job.VideoFeeds;
import dev.reelway.job.VideoFollower;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceRefused;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams the changes of all videos of a licence as server-sent events: {@code ready} once the
 * stream misses nothing more, {@code video.created}, {@code video.<status>} and {@code
 * video.deleted}. A caller who is slow misses states in between. The stream does not end by itself;
 * if the service shuts down, the licence ends or changes were lost, the last event is named {@code
 * error}.
 */
public final class VideoFeedStream {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private static final Duration RETRY_EVERY = Duration.ofMillis(500);
  private static final int MOST_AT_ONCE = 50;
  private static final int MOST_OF_A_LICENCE = 100;

  private final VideoFeeds feeds;
  private final JobQueries jobs;
  private final JobViews jobViews;
  private final RequestWaits requestWaits;

  VideoFeedStream(VideoFeeds feeds, JobQueries jobs, JobViews jobViews, RequestWaits requestWaits) {
    this.feeds = feeds;
    this.jobs = jobs;
    this.jobViews = jobViews;
    this.requestWaits = requestWaits;
  }

  /** Sends the events until the caller leaves. */
  public void send(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("licence") Licence licence,
      Exchange exchange)
      throws InterruptedException {
    if (EventStreamWriter.isHead(opaqueRequest, response, exchange)) {
      return;
    }
    requestWaits.enter(licence, opaqueRequest.request());
    var refused = LicensedRequests.refusal(opaqueRequest.request());
    try (var follower = follow(licence.name())) {
      var unused = refused.thenRun(follower::wake);
      var base = jobViews.base(opaqueRequest.request());
      var events = new EventStreamWriter(response);
      var videos = new VideoFeedEvents(events, job -> jobViews.view(job, base), follower.since());
      events.event("ready", "{\"object\":\"video.events\"}");
      var over = over(follower, refused);
      for (; over == null; over = over(follower, refused)) {
        var changes = follower.next(CallerWait.PROBE_EVERY, MOST_AT_ONCE);
        var now = read(changes, licence.name());
        if (now == null) {
          follower.publishAgain(changes);
        } else {
          videos.send(changes, now);
        }
        var call = opaqueRequest.request();
        events.keepAlive(CallerConnection.isClosed(call) || CallerConnection.isHidden(call));
      }
      events.event("error", JsonBody.text(over.body()));
    } catch (ClientDisconnected gone) {
      LOG.debug("The caller of a stream has disconnected", gone);
    }
    ApiResponses.written(exchange, 200);
  }

  private VideoFollower follow(String licence) {
    var follower = feeds.follow(licence);
    if (feeds.followers(licence) > MOST_OF_A_LICENCE) {
      follower.close();
      throw new RequestRefused(
          429,
          null,
          ApiError.RATE_LIMIT,
          "Too many open streams: at most %d streams of the videos of a licence may be open at the same time."
              .formatted(MOST_OF_A_LICENCE));
    }
    return follower;
  }

  /** The videos as they are now; null, after a pause, if they cannot be read. */
  private @Nullable List<Job> read(List<VideoFollower.Change> changes, String licence)
      throws InterruptedException {
    try {
      return jobs.findOwned(changes.stream().map(VideoFollower.Change::id).toList(), licence);
    } catch (RuntimeException unreadable) {
      LOG.debug("The videos of a stream could not be read; this will be retried", unreadable);
      Thread.sleep(RETRY_EVERY);
      return null;
    }
  }

  private @Nullable ApiError over(
      VideoFollower follower, CompletableFuture<LicenceRefused> refused) {
    var why = refused.getNow(null);
    if (why != null) {
      return ApiError.of(why);
    }
    if (follower.hasLost()) {
      return ApiError.of(
          503,
          null,
          "stream_too_slow",
          "Changes were lost: the stream was read too slowly, or too many came at once. Follow the"
              + " videos again, and list them.");
    }
    return requestWaits.isShutDown()
        ? ApiError.of(
            503,
            null,
            "shutting_down",
            "The service is shutting down. Follow the videos again later, and list them.")
        : null;
  }
}
