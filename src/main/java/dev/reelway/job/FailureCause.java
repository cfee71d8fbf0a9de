package dev.reelway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.reelway.media.UnusableImage;
import dev.reelway.net.DownloadRefused;
import dev.reelway.sink.BrokenVideo;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.TokenUnavailable;
import dev.reelway.upstream.UpstreamBusy;
import dev.reelway.upstream.UpstreamFailure;
import dev.reelway.upstream.UpstreamRejected;
import dev.reelway.upstream.UpstreamsUnavailable;
import dev.reelway.wire.Causes;
import dev.reelway.wire.PlainText;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Why a step of a job failed, in one sentence for the job's owner: the upstream's answer in its own
 * words, or the root cause.
 */
final class FailureCause {

  private static final int LONGEST_WORDS = 300;
  private static final String NOT_PUBLIC =
      "The link leads to %s, which is not public. If that is your own engine, add %s to"
          + " reelway.references.private-hosts.";

  private static final Pattern XML_MESSAGE =
      Pattern.compile("<(Message|title)>([^<]{1,2000})</\\1>", Pattern.CASE_INSENSITIVE);

  private FailureCause() {}

  /**
   * The sentence; it contains a host name at most, no other part of an address, and no line break.
   */
  static String of(Throwable thrown) {
    for (var cause : Causes.of(thrown)) {
      var sentence = sentence(cause);
      if (sentence.isPresent()) {
        return sentence.get();
      }
    }
    return "The step failed with %s.".formatted(Causes.root(thrown).getClass().getSimpleName());
  }

  /**
   * The sentence for the log: without an upstream's words, which may repeat a prompt. A mistake in
   * a dialect's route is told with the route and the message of the exception.
   */
  static String inOurWords(Throwable thrown, FailurePlace place, String prompt) {
    var route = place.dialectRoute();
    if (route.isPresent() && Causes.any(thrown, JsonQueryException.class::isInstance)) {
      return mistake(route.get(), thrown, prompt);
    }
    for (var cause : Causes.of(thrown)) {
      var sentence = inOurWordsAlone(cause);
      if (sentence.isPresent()) {
        return sentence.get();
      }
    }
    return route.isPresent()
        ? mistake(route.get(), thrown, prompt)
        : "The step failed with %s.".formatted(Causes.root(thrown).getClass().getSimpleName());
  }

  private static String mistake(String route, Throwable thrown, String prompt) {
    return ended("The route %s failed: %s".formatted(route, DialectError.in(thrown, prompt)));
  }

  /**
   * The sentence for the owner of a job whose order was not sent, because the dialect's route
   * failed before.
   */
  static String notSent(Throwable thrown) {
    return "The order was not sent, as its preparation failed with %s."
        .formatted(Causes.root(thrown).getClass().getSimpleName());
  }

  private static Optional<String> inOurWordsAlone(Throwable cause) {
    return switch (cause) {
      case HttpOperationFailedException answer ->
          Optional.of(answered(answer.getStatusCode(), host(answer.getUri()), null));
      case DownloadRefused refused when refused.answer() != null ->
          Optional.of(answered(refused.answer().status(), refused.answer().host(), null));
      case DownloadRefused refused when refused.privateHost() != null ->
          Optional.of(NOT_PUBLIC.formatted(refused.privateHost(), refused.privateHost()));
      case MethodNotFoundException missing -> Optional.of(missing.getMessage() + ".");
      case SinkUnavailable away -> Optional.of(ended(String.valueOf(away.getMessage())));
      default -> sentence(cause);
    };
  }

  private static Optional<String> sentence(Throwable cause) {
    return Optional.ofNullable(
        switch (cause) {
          case HttpOperationFailedException answer -> answered(answer);
          case DownloadRefused refused -> refused(refused);
          case UpstreamsUnavailable unavailable ->
              "No upstream of the model accepts orders at present; the next one is tried in %s."
                  .formatted(DeadlineFailure.inWords(unavailable.pause()));
          case UpstreamBusy busy ->
              ended(
                  "The upstream accepts no more orders now: "
                      + plain(String.valueOf(busy.getMessage())));
          case UpstreamRejected rejected ->
              ended(
                  "The upstream accepts no orders: "
                      + plain(String.valueOf(rejected.getMessage())));
          case InvalidFormatException bad when bad.getTargetType() == Report.Verdict.class ->
              "The report's verdict is \"%s\"; it must be %s."
                  .formatted(plain(String.valueOf(bad.getValue())), Report.VERDICTS);
          case ValueInstantiationException bad
              when bad.getType().hasRawClass(Report.class) && bad.getCause() != null ->
              plain(String.valueOf(bad.getCause().getMessage()));
          case TokenUnavailable none -> none.sentence();
          case SinkUnavailable away -> "The storage of the files is not available at present.";
          case UnusableImage none -> none.sentence();
          case BrokenVideo broken -> "The file from the upstream is " + broken.getMessage() + ".";
          case StreamConstraintsException large ->
              "The upstream's answer is too large or too deeply nested.";
          case JsonProcessingException other -> "The upstream's answer is not the expected JSON.";
          case UnknownHostException unknown -> "The host of the upstream is unknown.";
          case ConnectException refused ->
              "The connection to the upstream could not be established.";
          case NoRouteToHostException none ->
              "The connection to the upstream could not be established.";
          case SSLException insecure ->
              "The TLS connection to the upstream could not be established.";
          case InterruptedIOException slow -> "The upstream did not answer in time.";
          case SocketException broken -> "The connection to the upstream was lost.";
          case NoHttpResponseException broken -> "The connection to the upstream was lost.";
          case ConnectionClosedException broken -> "The connection to the upstream was lost.";
          case MalformedChunkCodingException broken -> "The connection to the upstream was lost.";
          default -> null;
        });
  }

  private static String answered(HttpOperationFailedException answer) {
    return answered(answer.getStatusCode(), host(answer.getUri()), answer.getResponseBody());
  }

  private static String refused(DownloadRefused refused) {
    var answer = refused.answer();
    return answer == null
        ? refused.sentence()
        : answered(answer.status(), answer.host(), answer.body());
  }

  private static String answered(int status, @Nullable String host, @Nullable String body) {
    var from = host == null ? "" : " from " + host;
    var words = words(body).map(message -> ": " + message).orElse("");
    return ended("Last answer: " + status + from + words);
  }

  private static String ended(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  private static @Nullable String host(@Nullable String uri) {
    try {
      return uri == null ? null : URI.create(uri).getHost();
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** The message in a body of JSON, XML or HTML. */
  private static Optional<String> words(@Nullable String body) {
    return body == null
        ? Optional.empty()
        : UpstreamFailure.reason(body)
            .or(() -> marked(body))
            .map(FailureCause::plain)
            .filter(s -> !s.isEmpty());
  }

  private static Optional<String> marked(String body) {
    var found = XML_MESSAGE.matcher(body);
    return found.find() ? Optional.of(found.group(2)) : Optional.empty();
  }

  private static String plain(String words) {
    return PlainText.of(words, LONGEST_WORDS);
  }
}
