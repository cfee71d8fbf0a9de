package dev.reelway.api;

import dev.reelway.api.chat.ClientDisconnected;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobSubscription;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;

/**
 * Answers image requests with {@code stream} as server-sent events. The job continues if the caller
 * disconnects or the service shuts down.
 */
public final class ImageStreams {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private final RequestWaits requestWaits;

  ImageStreams(RequestWaits requestWaits) {
    this.requestWaits = requestWaits;
  }

  /** Begins the wait of the caller, which {@link #follow} ends. */
  public ImageStream begin(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      @Body JobSubscription jobSubscription,
      Exchange exchange) {
    var path = opaqueRequest.getRequestURI();
    var wait = requestWaits.start(jobSubscription, exchange);
    boolean edits = !wait.job().order().references().isEmpty();
    boolean edit = path.endsWith("/edits") || edits && !path.endsWith("/generations");
    return new ImageStream(
        response, jobSubscription, wait, edit ? "image_edit" : "image_generation");
  }

  /** Waits for the end of the job, and tells the caller if there are no images. */
  public void follow(@Variable("imageStream") ImageStream stream)
      throws ClientDisconnected, InterruptedException {
    try (stream) {
      stream.follow();
      stream.end(requestWaits);
    }
  }

  /**
   * Sends the images, which are read while they are sent, so that none is held in memory. If one
   * cannot be read to its end, the connection is closed, as its event is incomplete, and an equal
   * request may join the job.
   *
   * @param files the images, as {@link Resource}s that the sink has opened
   */
  public void send(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("imageStream") ImageStream stream,
      @Variable("images") List<?> files)
      throws IOException {
    var assets = ((Delivered) stream.job().state()).files();
    for (int i = 0; i < files.size(); i++) {
      try {
        stream.send(assets.get(i), (Resource) files.get(i), i == files.size() - 1);
      } catch (ClientDisconnected gone) {
        throw gone;
      } catch (IOException broken) {
        if (!stream.isWithinEvent()) {
          throw broken;
        }
        LOG.warn("A stream of images is cut off, as one cannot be read: {}", broken.toString());
        stream.leave();
        CallerConnection.abort(opaqueRequest.request(), broken);
        return;
      }
    }
  }

  /** Records that the response is written. */
  public void ended(Exchange exchange) {
    ApiResponses.written(exchange, 200);
  }

  /**
   * Ends the stream with an error, unless its caller has left. It names the job, which an equal
   * request may join, if the caller has only missed its images.
   */
  public void failed(@Variable("imageStream") ImageStream stream, Exchange exchange) {
    var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    try {
      if (thrown instanceof ClientDisconnected) {
        stream.leave();
      } else {
        stream.fail(named(ApiResponses.errorOf(exchange), stream));
      }
    } catch (ClientDisconnected gone) {
      stream.leave();
      LOG.debug("The caller of a stream has disconnected", gone);
    }
    ended(exchange);
  }

  private ApiError named(ApiError error, ImageStream stream) {
    if (!error.leavesJob()) {
      return error;
    }
    stream.leave();
    var id = stream.id();
    return error.ofJob(id, requestWaits.location(id));
  }
}
