package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.reelway.job.CallbackUrls;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSteps;
import dev.reelway.wire.BoundedJson;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/**
 * Handles callbacks of upstreams at the URL that was sent with an order. What a callback says about
 * the render is never believed: it only triggers an immediate poll of the upstream. A challenge, by
 * which an upstream verifies the URL, is echoed.
 */
public final class CallbackRequests {

  /** The most bytes of a callback that are looked at for a challenge. */
  private static final int LONGEST = 4096;

  private static final int LONGEST_CHALLENGE = 1024;
  private static final ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  private final CallbackUrls callbackUrls;
  private final JobQueries jobs;
  private final JobSteps steps;

  CallbackRequests(CallbackUrls callbackUrls, JobQueries jobs, JobSteps steps) {
    this.callbackUrls = callbackUrls;
    this.jobs = jobs;
    this.steps = steps;
  }

  /**
   * Answers a callback with 204, or a challenge with 200 and the same challenge. A forged one is
   * refused in the same way as one for an unknown job.
   */
  public void receive(
      Exchange exchange,
      @Header("CamelHttpServletRequest") OpaqueRequest call,
      @Header("job") String id,
      @Header("seal") String seal) {
    if (!callbackUrls.isGenuine(id, seal)) {
      throw unknown();
    }
    var job = jobs.findAny(id).orElseThrow(CallbackRequests::unknown);
    var challenge = challenge(body(call.request()));
    if (challenge.isPresent()) {
      ApiResponses.json(exchange, 200, Map.of("challenge", challenge.get()));
    } else {
      steps.calledBack(job);
      ApiResponses.written(exchange, 204);
    }
  }

  private static byte[] body(HttpServletRequest call) {
    try {
      return call.getInputStream().readNBytes(LONGEST + 1);
    } catch (IOException cut) {
      throw RequestRefused.unreadableBody(
          "The connection ended before the whole body had arrived.");
    }
  }

  /** The challenge in the body of a callback: a text of at most 1024 characters, or a number. */
  static Optional<JsonNode> challenge(byte[] body) {
    return Optional.of(body)
        .filter(one -> one.length <= LONGEST)
        .map(CallbackRequests::json)
        .map(one -> one.path("challenge"))
        .filter(one -> one.isTextual() || one.isIntegralNumber())
        .filter(one -> one.asText().length() <= LONGEST_CHALLENGE);
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static RequestRefused unknown() {
    return new RequestRefused(404, null, "unknown_url", "Unknown callback URL.");
  }
}
