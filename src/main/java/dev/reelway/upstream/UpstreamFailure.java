package dev.reelway.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.wire.BoundedJson;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import dev.reelway.wire.RetryAfter;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failed request to an upstream means for the job. */
public sealed interface UpstreamFailure {

  /**
   * The upstream has certainly accepted nothing: another target may be tried.
   *
   * @param what a short name for the log
   * @param retryAfter the pause that the upstream asks for, or null
   */
  record NotAccepted(String what, @Nullable Duration retryAfter) implements UpstreamFailure {}

  /**
   * The upstream has accepted nothing, as too many orders are open there or have come too fast: the
   * same order is accepted later.
   *
   * @param what a short name for the log
   * @param retryAfter the pause that the upstream asks for, or null
   */
  record Busy(String what, @Nullable Duration retryAfter) implements UpstreamFailure {}

  /** The upstream understood the order and refuses it: a retry is useless. */
  record Refused(String reason) implements UpstreamFailure {}

  /** The upstream accepted the order and states that it has failed for good. */
  record FailedForGood(String reason) implements UpstreamFailure {}

  /** It is unknown whether the upstream accepted the order. */
  record OutcomeUnknown(String what) implements UpstreamFailure {}

  /** What it means for a submit, for the log; never the upstream's text. */
  default String meaning() {
    return switch (this) {
      case NotAccepted n -> "not accepted";
      case Busy b -> "not accepted now";
      case Refused r -> "refused";
      case FailedForGood f -> "failed for good";
      case OutcomeUnknown u -> "outcome unknown";
    };
  }

  /** The pause that the upstream asks for, or null. */
  default @Nullable Duration pause() {
    return switch (this) {
      case NotAccepted(var what, var after) -> after;
      case Busy(var what, var after) -> after;
      case Refused r -> null;
      case FailedForGood f -> null;
      case OutcomeUnknown u -> null;
    };
  }

  /** HTTP statuses that prove that nothing was accepted. */
  Set<Integer> NOTHING_ACCEPTED = Set.of(401, 402, 403, 404, 503);

  /** The HTTP status of an order that was understood, and could not be carried out. */
  int FAILED = 422;

  /** The HTTP status of too many requests, open or in a time. */
  int TOO_MANY = 429;

  /**
   * HTTP statuses about the moment rather than the order: 409 is also the response to a repeated
   * submit while the first one with its idempotency key is still processed.
   */
  Set<Integer> RETRYABLE = Set.of(408, 409, 425);

  ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  /**
   * Classifies an exception of a dialect's route.
   *
   * @param now the time that a date in {@code Retry-After} is compared with
   */
  static UpstreamFailure of(Throwable thrown, Instant now) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof HttpOperationFailedException answer) {
        return of(answer, now);
      }
      if (cause instanceof UpstreamBusy) {
        return new Busy("busy", null);
      }
      if (cause instanceof TokenUnavailable none) {
        return new NotAccepted("no access token", none.retryAfter());
      }
      if (cause instanceof UpstreamRejected) {
        return new NotAccepted("unavailable", null);
      }
      if (cause instanceof UpstreamsUnavailable unavailable) {
        return new NotAccepted("away", unavailable.pause());
      }
      if (neverSent(cause)) {
        return new NotAccepted(cause.getClass().getSimpleName(), null);
      }
    }
    return new OutcomeUnknown(thrown.getClass().getSimpleName());
  }

  /** Whether the exception is an upstream's own answer that it did not accept the order. */
  static boolean isResponse(Throwable thrown) {
    return Causes.any(
        thrown,
        one -> one instanceof HttpOperationFailedException || one instanceof UpstreamRejected);
  }

  /**
   * Whether the exception is an answer that an upstream may keep, and repeat to every request with
   * the same idempotency key. A 5xx says nothing of the request, which is sent again as it was.
   */
  static boolean isKept(Throwable thrown) {
    return Causes.any(
        thrown,
        one ->
            one instanceof UpstreamRejected
                || one instanceof HttpOperationFailedException answer
                    && answer.getStatusCode() < 500);
  }

  /**
   * Whether the exception is an upstream's answer that it knows the idempotency key of another
   * request, whatever that status is: it has got that one, and says nothing of what it made.
   */
  static boolean isOfKey(Throwable thrown) {
    return Causes.any(
        thrown,
        one ->
            one instanceof HttpOperationFailedException answer
                && answer.getStatusCode() >= 400
                && answer.getStatusCode() < 500
                && !RETRYABLE.contains(answer.getStatusCode())
                && isOfKey(read(answer.getResponseBody())));
  }

  private static boolean isOfKey(Optional<JsonNode> answer) {
    return errors(answer)
        .flatMap(error -> Stream.of(error.path("code"), error.path("type"), error.path("message")))
        .anyMatch(text -> text.asText().toLowerCase(Locale.ROOT).contains("idempoten"));
  }

  /**
   * Whether the exception is an answer whose error code says that something was not found: a word
   * of the upstream itself, where a bare 404 may be one of a gateway before it.
   */
  static boolean isNotFound(Throwable thrown) {
    return Causes.any(
        thrown,
        one ->
            one instanceof HttpOperationFailedException answer
                && errors(read(answer.getResponseBody()))
                    .map(error -> error.path("code").asText().toLowerCase(Locale.ROOT))
                    .anyMatch(code -> code.endsWith("not_found")));
  }

  private static Stream<JsonNode> errors(Optional<JsonNode> answer) {
    return answer.stream().flatMap(body -> Stream.of(body, body.path("error")));
  }

  private static UpstreamFailure of(HttpOperationFailedException answer, Instant now) {
    int status = answer.getStatusCode();
    if (status == TOO_MANY) {
      return new Busy("status " + status, retryAfter(answer.getResponseHeaders(), now));
    }
    if (NOTHING_ACCEPTED.contains(status)) {
      return new NotAccepted("status " + status, retryAfter(answer.getResponseHeaders(), now));
    }
    var reason = reason(answer.getResponseBody());
    if (reason.isPresent() && isLastWord(answer)) {
      return new FailedForGood(reason.get());
    }
    if (status >= 400 && status < 500 && !RETRYABLE.contains(status)) {
      return new Refused(reason.orElse("The upstream refused the order."));
    }
    return new OutcomeUnknown("status " + status);
  }

  /**
   * After a gateway timeout the order may still be processed, even if the response advises against
   * a retry. A 422 is the last word on a render where it says that the server is at fault, as
   * Reelway's own does; any other one refuses the order.
   */
  private static boolean isLastWord(HttpOperationFailedException answer) {
    int status = answer.getStatusCode();
    return header("x-should-retry", answer.getResponseHeaders()).filter("false"::equals).isPresent()
        && (status == FAILED ? isServerError(answer) : status >= 500 && status != 504);
  }

  private static boolean isServerError(HttpOperationFailedException answer) {
    return read(answer.getResponseBody())
        .filter(body -> body.at("/error/type").asText().equals("server_error"))
        .isPresent();
  }

  private static boolean neverSent(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof ConnectTimeoutException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException
        || cause instanceof ConnectionRequestTimeoutException
        || cause instanceof SSLHandshakeException
        || cause instanceof SSLPeerUnverifiedException;
  }

  private static @Nullable Duration retryAfter(Map<String, String> headers, Instant now) {
    return RetryAfter.of(name -> header(name, headers).orElse(null), now).orElse(null);
  }

  private static Optional<String> header(String name, Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * The reason in an error response: {@code error.message}, {@code error} as a string, {@code
   * message}, or FastAPI's {@code detail}, a string or a list of {@code msg}. Empty if there is
   * none.
   */
  static Optional<String> reason(@Nullable String body) {
    return read(body)
        .flatMap(UpstreamFailure::words)
        .map(words -> PlainText.of(words, PlainText.IN_ANSWERS))
        .filter(words -> !words.isBlank());
  }

  private static Optional<String> words(JsonNode answer) {
    var error = answer.path("error");
    var detail = answer.path("detail");
    return Stream.of(
            error, error.path("message"), answer.path("message"), detail, detail.at("/0/msg"))
        .filter(JsonNode::isTextual)
        .findFirst()
        .map(JsonNode::textValue);
  }

  private static Optional<JsonNode> read(@Nullable String body) {
    try {
      return body == null ? Optional.empty() : Optional.of(JSON.readTree(body));
    } catch (JsonProcessingException ignored) {
      return Optional.empty(); // a response that is not JSON has no reason to read
    }
  }
}
