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

/** What a failed call to an upstream means for the job. */
public sealed interface Trouble {

  /**
   * It is certain that the upstream took nothing on: another target may be tried.
   *
   * @param retryAfter how long the upstream asks to be left alone, if it does
   */
  record NotAccepted(String what, @Nullable Duration retryAfter) implements Trouble {}

  /** The upstream understood the order and does not take it: nobody needs to ask again. */
  record Refused(String reason) implements Trouble {}

  /** The upstream took the order on and says itself that nothing will come of it. */
  record Hopeless(String reason) implements Trouble {}

  /** Nobody knows whether the upstream took the order on. */
  record Unclear(String what) implements Trouble {}

  /** A short name for the log: never the upstream's words, which may repeat a prompt. */
  default String what() {
    return switch (this) {
      case NotAccepted(var what, var after) -> what;
      case Refused r -> "refused";
      case Hopeless h -> "hopeless";
      case Unclear(var what) -> what;
    };
  }

  /** How long the upstream asks to be left alone, if it does. */
  default @Nullable Duration pause() {
    return this instanceof NotAccepted(var what, var after) ? after : null;
  }

  /** Answers that prove that nothing was accepted. */
  Set<Integer> NOTHING_ACCEPTED = Set.of(401, 402, 403, 404, 429, 503);

  /**
   * Answers that speak of the moment, not of the order: 409 is also what a repeated submit gets
   * while the first one under its key is still being worked on.
   */
  Set<Integer> ASK_AGAIN = Set.of(408, 409, 425);

  ObjectMapper JSON = new ObjectMapper(BoundedJson.factory());

  /**
   * Reads the meaning of whatever a dialect's route threw.
   *
   * @param now what a date in {@code Retry-After} is held against
   */
  static Trouble of(Throwable thrown, Instant now) {
    for (var cause : Causes.of(thrown)) {
      if (cause instanceof HttpOperationFailedException answer) {
        return of(answer, now);
      }
      if (cause instanceof UpstreamsAway away) {
        return new NotAccepted("away", away.pause());
      }
      if (neverLeft(cause)) {
        return new NotAccepted(cause.getClass().getSimpleName(), null);
      }
    }
    return new Unclear(thrown.getClass().getSimpleName());
  }

  /** Whether it is an answer of an upstream that was thrown. */
  static boolean isAnswer(Throwable thrown) {
    return Causes.first(thrown, HttpOperationFailedException.class).isPresent();
  }

  private static Trouble of(HttpOperationFailedException answer, Instant now) {
    int status = answer.getStatusCode();
    if (NOTHING_ACCEPTED.contains(status)) {
      return new NotAccepted("status " + status, retryAfter(answer.getResponseHeaders(), now));
    }
    var reason = reason(answer.getResponseBody());
    if (status >= 400 && status < 500 && !ASK_AGAIN.contains(status)) {
      return new Refused(reason.orElse("The upstream refused the order."));
    }
    return reason.isPresent() && isLastWord(status, answer.getResponseHeaders())
        ? new Hopeless(reason.get())
        : new Unclear("status " + status);
  }

  /** After a time-out, the order may still be worked on, whatever is said of trying again. */
  private static boolean isLastWord(int status, Map<String, String> headers) {
    return status >= 500
        && status != 504
        && header("x-should-retry", headers).filter("false"::equals).isPresent();
  }

  private static boolean neverLeft(Throwable cause) {
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
   * The upstream's words: {@code error.message}, {@code error} as text, {@code message}, or
   * FastAPI's {@code detail}, a text or a list of {@code msg}.
   */
  static Optional<String> reason(@Nullable String body) {
    if (body == null) {
      return Optional.empty();
    }
    try {
      var answer = JSON.readTree(body);
      var error = answer.path("error");
      var detail = answer.path("detail");
      return Stream.of(
              error, error.path("message"), answer.path("message"), detail, detail.at("/0/msg"))
          .filter(JsonNode::isTextual)
          .findFirst()
          .map(words -> PlainText.of(words.textValue(), PlainText.IN_ANSWERS))
          .filter(words -> !words.isBlank());
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
