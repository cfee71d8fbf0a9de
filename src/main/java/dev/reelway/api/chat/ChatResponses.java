package dev.reelway.api.chat;

import dev.reelway.api.ApiResponses;
import dev.reelway.api.CallerWait;
import dev.reelway.api.OpaqueRequest;
import dev.reelway.api.RequestWaits;
import dev.reelway.api.SignedLinks;
import dev.reelway.job.Job;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobSubscription;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers chat requests: as a stream while the job runs, or as one message when it has ended. */
public final class ChatResponses {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private final SignedLinks signedLinks;
  private final RequestWaits requestWaits;

  public ChatResponses(SignedLinks signedLinks, RequestWaits requestWaits) {
    this.signedLinks = signedLinks;
    this.requestWaits = requestWaits;
  }

  /**
   * Waits for the job to end and answers one message. A failed job or a timeout fails the request.
   */
  public void complete(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("chatStyle") ChatStyle chatStyle,
      @Body JobSubscription jobSubscription,
      Exchange exchange)
      throws InterruptedException {
    var job = requestWaits.awaitDelivery(jobSubscription, exchange);
    var text = chatStyle.end(job.order(), links(job, opaqueRequest));
    ApiResponses.json(exchange, 200, new ChatCompletions(job).completion(text));
  }

  /**
   * Streams the job's progress and its result. The job continues if the caller disconnects or the
   * service shuts down.
   */
  public void stream(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("chatStyle") ChatStyle chatStyle,
      @Variable("chatUsage") Boolean withUsage,
      @Body JobSubscription jobSubscription,
      Exchange exchange)
      throws InterruptedException {
    try (jobSubscription;
        var wait = requestWaits.start(jobSubscription, exchange)) {
      var stream = new ChatStream(new EventStreamWriter(response), chatStyle, withUsage);
      send(stream, opaqueRequest, wait);
    } catch (ClientDisconnected gone) {
      LOG.debug("The caller of a stream has disconnected", gone);
    }
    ApiResponses.written(exchange, 200);
  }

  private void send(ChatStream stream, OpaqueRequest request, CallerWait wait)
      throws ClientDisconnected, InterruptedException {
    try {
      var job = stream.follow(wait);
      if (job == null) {
        wait.leave();
        stream.interrupt(requestWaits.overError(wait).error());
      } else if (job.state() instanceof Failed failed) {
        stream.fail(RequestWaits.failureError(failed).error());
      } else {
        stream.end(links(job, request));
      }
    } catch (ClientDisconnected gone) {
      wait.leave();
      throw gone;
    }
  }

  private List<String> links(Job job, OpaqueRequest opaqueRequest) {
    var base = signedLinks.base(opaqueRequest.request());
    return ((Delivered) job.state())
        .files().stream().map(file -> signedLinks.link(file, base)).toList();
  }
}
