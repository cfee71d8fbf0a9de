package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.sink.Asset;
import dev.reelway.wire.Causes;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.InvalidPayloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the routes have come to as HTTP: JSON with its length, and no header but our own. */
public final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private static final Set<String> OURS = Set.of("java.lang", "java.util");

  private final Shown videos;
  private final Notices notices;
  private final long pollAfterMillis;

  /**
   * @param videos shows jobs as videos
   * @param pollAfterMillis how soon a caller may ask again; OpenAI's python SDK honours it
   */
  Answers(Shown videos, Notices notices, long pollAfterMillis) {
    this.videos = videos;
    this.notices = notices;
    this.pollAfterMillis = pollAfterMillis;
  }

  /** The body is a job: answered as a video object. */
  public void video(
      @Header("CamelHttpServletRequest") Sealed sealed,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      Exchange exchange)
      throws InvalidPayloadException {
    var job = exchange.getMessage().getMandatoryBody(Job.class);
    notices.tell(job.order().base(), sealed.call(), response);
    json(exchange, 200, videos.shown(job, sealed.call()));
    exchange.getMessage().setHeader("openai-poll-after-ms", pollAfterMillis);
  }

  /** The body is what the caller gets, as JSON. */
  public void body(Exchange exchange) {
    json(exchange, 200, exchange.getMessage().getBody());
  }

  /** The job is gone: answered as OpenAI does. */
  public void deleted(Exchange exchange) {
    var id = exchange.getMessage().getHeader("id", String.class);
    json(exchange, 200, new Deleted(id, "video.deleted", true));
  }

  /** The route failed: answered in the error shape; what is our fault is logged. */
  public void error(Exchange exchange) {
    var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    var error = logged(thrown);
    if ("internal_error".equals(error.body().error().code())
        && isForAFile(exchange)
        && !isOurs(thrown)) {
      error = ApiError.unreadable();
    }
    json(exchange, error.status(), error.body());
    error.headers().forEach(exchange.getMessage()::setHeader);
  }

  private static ApiError logged(Throwable thrown) {
    var error = ApiError.of(thrown);
    var code = error.body().error().code();
    if ("internal_error".equals(code)) {
      LOG.error("A call failed on our side", thrown);
    } else if ("storage_away".equals(code) || "storage_not_configured".equals(code)) {
      LOG.warn("A call failed on the side of the storage: {}", reason(thrown));
    }
    return error;
  }

  /** Whatever an operator's own sink throws, it is the storage that fails. */
  private static boolean isForAFile(Exchange exchange) {
    return exchange.getVariable("asset") instanceof Asset;
  }

  /** Such mistakes are in our code or in our database, whatever was opened before. */
  private static boolean isOurs(Throwable thrown) {
    return Causes.first(thrown, SQLException.class).isPresent()
        || OURS.contains(Causes.root(thrown).getClass().getPackageName());
  }

  private static String reason(Throwable thrown) {
    return String.valueOf(Causes.root(thrown).getMessage());
  }

  static void json(Exchange exchange, int status, Object body) {
    var message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    message.setHeader(Exchange.HTTP_CHUNKED, false);
    message.setBody(Json.text(body));
  }

  /** The answer has been written to the caller already. */
  static void written(Exchange exchange, int status) {
    var message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setBody(null);
  }

  private record Deleted(String id, String object, boolean deleted) {}
}
