package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Delivered;
import dev.reelway.job.State.Failed;
import dev.reelway.job.Watch;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers chat requests: as a stream while the job runs, or as one message when it has ended. */
public final class ChatAnswers {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private final Links links;
  private final Waiting waiting;

  ChatAnswers(Links links, Waiting waiting) {
    this.links = links;
    this.waiting = waiting;
  }

  /**
   * Waits for the job to end and answers one message. A failed job or a timeout fails the request.
   */
  public void whole(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Variable("talk") Talk talk,
      @Body Watch watch,
      Exchange exchange)
      throws InterruptedException {
    var job = waiting.end(watch);
    var text = talk.end(job.order(), links(job, sealed));
    Answers.json(exchange, 200, new ChatMessages(job).whole(text));
  }

  /**
   * Streams the job's progress and its result. The job continues if the caller disconnects or the
   * service shuts down.
   */
  public void stream(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Variable("talk") Talk talk,
      @Body Watch watch,
      Exchange exchange)
      throws InterruptedException {
    try (watch) {
      var stream = new ChatStream(new EventStream(response), talk);
      var job = stream.follow(waiting, watch);
      if (job == null) {
        stream.breakOff(waiting.closing(watch).error());
      } else if (job.state() instanceof Failed failed) {
        stream.fail(Waiting.refusal(failed).error());
      } else {
        stream.end(links(job, sealed));
      }
    } catch (CallerGone gone) {
      LOG.debug("The caller of a stream has disconnected", gone);
    }
    Answers.written(exchange, 200);
  }

  private List<String> links(Job job, Sealed sealed) {
    var base = links.base(sealed.call());
    return ((Delivered) job.state()).files().stream().map(file -> links.to(file, base)).toList();
  }
}
