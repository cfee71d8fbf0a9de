package dev.reelway.api;

import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.sink.Asset;
import dev.reelway.wire.Causes;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.InvalidPayloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the results of routes as HTTP responses: JSON with a Content-Length, and only the headers
 * that are set here.
 */
public final class ApiResponses {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");

  private static final Set<String> STORAGE_FAILURES =
      Set.of("storage_away", "storage_not_configured");

  private static final Set<String> INTERNAL_PACKAGES = Set.of("java.lang", "java.util");

  private final JobViews videos;
  private final DeprecationHeaders deprecationHeaders;
  private final long pollAfterMillis;
  private final UnaryOperator<String> locations;

  /**
   * @param videos shows jobs as videos
   * @param pollAfterMillis the poll interval suggested to callers, in milliseconds; OpenAI's Python
   *     SDK honours it
   * @param locations where a job can be looked up, by its id
   */
  ApiResponses(
      JobViews videos,
      DeprecationHeaders deprecationHeaders,
      long pollAfterMillis,
      UnaryOperator<String> locations) {
    this.videos = videos;
    this.deprecationHeaders = deprecationHeaders;
    this.pollAfterMillis = pollAfterMillis;
    this.locations = locations;
  }

  /** Answers the job in the body as a video object. */
  public void answerVideo(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Header("CamelHttpServletResponse") HttpServletResponse response,
      Exchange exchange)
      throws InvalidPayloadException {
    var job = exchange.getMessage().getMandatoryBody(Job.class);
    deprecationHeaders.set(job.order().base(), opaqueRequest.request(), response);
    json(exchange, 200, videos.view(job, opaqueRequest.request()));
    exchange.getMessage().setHeader("openai-poll-after-ms", pollAfterMillis);
  }

  /** Answers the body as JSON. */
  public void body(Exchange exchange) {
    json(exchange, 200, exchange.getMessage().getBody());
  }

  /** Confirms that a video was deleted, in OpenAI's shape. */
  public void deleted(Exchange exchange) {
    var id = exchange.getMessage().getHeader("id", String.class);
    json(exchange, 200, Deleted.ofVideo(id));
  }

  /**
   * Answers a failed route in the API's error shape. Internal errors and storage failures are
   * logged.
   */
  public void error(Exchange exchange) {
    answer(exchange, withJob(errorOf(exchange), exchange));
  }

  /** Where the job goes on although its request has failed, a client must not order once more. */
  private ApiError withJob(ApiError error, Exchange exchange) {
    var key = exchange.getProperty("requestKey", RequestKey.class);
    var id = key == null || !key.hasObject() ? null : key.object();
    if (id == null || !JobId.isJobId(id) || !error.leavesJob()) {
      return error;
    }
    return error.ofJob(id, locations.apply(id));
  }

  /** The error of a failed route, logged. */
  static ApiError errorOf(Exchange exchange) {
    var thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    var error = ApiError.of(thrown);
    boolean isStorageFailure =
        "internal_error".equals(error.body().error().code())
            && servesAFile(exchange)
            && !isInternal(thrown);
    return logged(isStorageFailure ? ApiError.storageUnavailable() : error, thrown);
  }

  /** Answers a request that failed before its route began, in the API's error shape. */
  static void failed(Exchange exchange, Throwable thrown) {
    answer(exchange, logged(ApiError.of(thrown), thrown));
  }

  private static void answer(Exchange exchange, ApiError error) {
    json(exchange, error.status(), error.body());
    error.headers().forEach(exchange.getMessage()::setHeader);
  }

  private static ApiError logged(ApiError error, Throwable thrown) {
    var code = error.body().error().code();
    if ("internal_error".equals(code)) {
      LOG.error("Request failed with an internal error", thrown);
    } else if (STORAGE_FAILURES.contains(code)) {
      LOG.warn("Request failed because of the storage: {}", reason(thrown));
    } else if ("database_away".equals(code) && !isLongOutage(thrown)) {
      LOG.warn("Request failed because of the database: {}", reason(thrown));
    }
    return error;
  }

  /**
   * An operator's own sink may throw anything: while a file is served, that is a storage failure.
   */
  private static boolean servesAFile(Exchange exchange) {
    return exchange.getVariable("asset") instanceof Asset;
  }

  /** These exceptions come from our code or our database, even while a file is served. */
  private static boolean isInternal(Throwable thrown) {
    return Causes.first(thrown, SQLException.class).isPresent()
        || INTERNAL_PACKAGES.contains(Causes.root(thrown).getClass().getPackageName());
  }

  /** It has been logged when it began, and many requests meet it. */
  private static boolean isLongOutage(Throwable thrown) {
    return Causes.root(thrown) instanceof DatabaseUnavailable;
  }

  private static String reason(Throwable thrown) {
    return String.valueOf(Causes.root(thrown).getMessage());
  }

  public static void json(Exchange exchange, int status, Object body) {
    jsonText(exchange, status, JsonBody.text(body));
  }

  static void jsonText(Exchange exchange, int status, String body) {
    whole(exchange, status, "application/json", body);
  }

  /** Answers with a body whose length is known, instead of in chunks. */
  static void whole(Exchange exchange, int status, String type, Object body) {
    var message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, type);
    message.setHeader(Exchange.HTTP_CHUNKED, false);
    message.setBody(body);
  }

  /** Records that the response has already been written to the caller. */
  public static void written(Exchange exchange, int status) {
    var message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setBody(null);
  }

  /** Says that an object was deleted, in OpenAI's shape. */
  record Deleted(String id, String object, boolean deleted) {

    static Deleted ofVideo(String id) {
      return new Deleted(id, "video.deleted", true);
    }
  }
}
