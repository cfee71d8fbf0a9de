package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.UpstreamFailure.Busy;
import dev.reelway.upstream.UpstreamFailure.FailedForGood;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.UpstreamFailure.OutcomeUnknown;
import dev.reelway.upstream.UpstreamFailure.Refused;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamFailureTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 404, 503})
  void someStatusesProveThatNothingWasAccepted(int status) {
    assertThat(UpstreamFailure.of(answer(status, Map.of(), null), NOW))
        .isEqualTo(new NotAccepted("status " + status, null));
  }

  @Test
  void tooManyRequestsAreAcceptedLater() {
    assertThat(UpstreamFailure.of(answer(429, Map.of("Retry-After", "7"), null), NOW))
        .isEqualTo(new Busy("status 429", Duration.ofSeconds(7)));
  }

  @Test
  void aReportMayProveItToo() {
    var thrown =
        assertThatExceptionOfType(UpstreamRejected.class)
            .isThrownBy(
                () ->
                    UpstreamBusy.check(
                        new Report(null, Verdict.UNAVAILABLE, null, "No money left.", List.of())))
            .actual();

    assertThat(UpstreamFailure.of(new IllegalStateException(thrown), NOW))
        .isEqualTo(new NotAccepted("unavailable", null));
    assertThat(UpstreamFailure.isResponse(thrown)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 410, 413, 415, 422, 451})
  void otherAnswersAboutTheOrderAreARefusal(int status) {
    assertThat(UpstreamFailure.of(answer(status, Map.of(), null), NOW)).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 500, 501, 502, 504, 520, 524, 599})
  void otherFailuresLeaveItOpen(int status) {
    assertThat(UpstreamFailure.of(answer(status, Map.of(), "{\"error\": \"no\"}"), NOW))
        .isEqualTo(new OutcomeUnknown("status " + status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-should-retry", "X-Should-Retry"})
  void anUpstreamCanReportThatAnOrderHasFailedForGood(String header) {
    var failure =
        UpstreamFailure.of(answer(502, Map.of(header, "false"), "{\"error\": \"no lamp\"}"), NOW);

    assertThat(failure).isEqualTo(new FailedForGood("no lamp"));
    assertThat(failure.meaning()).isEqualTo("failed for good");
  }

  @ParameterizedTest
  @CsvSource({
    "server_error, false, true",
    "invalid_request_error, false, false",
    "server_error, true, false"
  })
  void a422IsFinalFailureWhereTheServerIsAtFault(String type, String again, boolean isFinal) {
    var body = "{\"error\": {\"message\": \"no lamp\", \"type\": \"%s\"}}".formatted(type);

    assertThat(UpstreamFailure.of(answer(422, Map.of("x-should-retry", again), body), NOW))
        .isEqualTo(isFinal ? new FailedForGood("no lamp") : new Refused("no lamp"));
  }

  @ParameterizedTest
  @CsvSource({"504, false, no lamp", "502, true, no lamp", "502, false, ' '"})
  void aTimeoutOrAMissingReasonIsNotAFinalFailure(int status, String again, String reason) {
    var body = "{\"error\": \"%s\"}".formatted(reason);

    assertThat(UpstreamFailure.of(answer(status, Map.of("x-should-retry", again), body), NOW))
        .isEqualTo(new OutcomeUnknown("status " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 425})
  void aResponseThatInvitesARetryIsNoRefusal(int status) {
    assertThat(UpstreamFailure.of(answer(status, Map.of(), null), NOW))
        .isEqualTo(new OutcomeUnknown("status " + status));
  }

  @ParameterizedTest
  @MethodSource
  void aRequestThatWasNeverSentWasNotAccepted(Exception thrown) {
    var name = thrown.getClass().getSimpleName();

    assertThat(UpstreamFailure.of(thrown, NOW)).isEqualTo(new NotAccepted(name, null));
    assertThat(UpstreamFailure.of(new IllegalStateException(wrapped(thrown)), NOW))
        .isEqualTo(new NotAccepted(name, null));
  }

  static Exception[] aRequestThatWasNeverSentWasNotAccepted() {
    return new Exception[] {
      new ConnectException("Connection refused"),
      new UnknownHostException("nowhere.invalid"),
      new NoRouteToHostException("no route"),
      new ConnectTimeoutException("connect timed out"),
      new ConnectionRequestTimeoutException("no connection became free"),
      new SSLHandshakeException("no trust"),
      new SSLPeerUnverifiedException("another name"),
    };
  }

  @ParameterizedTest
  @MethodSource
  void aRequestThatMayHaveArrivedHasAnUnknownOutcome(Exception thrown) {
    assertThat(UpstreamFailure.of(thrown, NOW))
        .isEqualTo(new OutcomeUnknown(thrown.getClass().getSimpleName()));
    assertThat(UpstreamFailure.of(wrapped(thrown), NOW)).isInstanceOf(OutcomeUnknown.class);
  }

  static Exception[] aRequestThatMayHaveArrivedHasAnUnknownOutcome() {
    return new Exception[] {
      new SocketTimeoutException("Read timed out"),
      new SocketException("Connection reset"),
      new NoHttpResponseException("failed to respond"),
      new SSLException("closed in the middle"),
      new IOException("broken pipe"),
      new IllegalStateException("named no usable task"),
    };
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "86400, 86400", "999999, 999999"})
  void retryAfterInSecondsIsHonoured(String header, long seconds) {
    var failure = UpstreamFailure.of(answer(429, Map.of("Retry-After", header), null), NOW);

    assertThat(failure.pause()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void retryAfterAsADateIsHonoured() {
    var headers = Map.of("retry-after", "Sat, 28 Nov 2026 12:00:30 GMT");

    assertThat(UpstreamFailure.of(answer(429, headers, null), NOW).pause())
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void millisecondsTakePrecedenceOverSeconds() {
    var headers = Map.of("Retry-After", "7", "Retry-After-Ms", "250.5");

    assertThat(UpstreamFailure.of(answer(429, headers, null), NOW).pause())
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void theUpstreamsReasonIsPlainTextOfLimitedLength() {
    var words = "\\u001b[31mno\\u001b[0m\\n\\u2028\\u202e cat".repeat(10_000);

    var failure =
        UpstreamFailure.of(answer(400, Map.of(), "{\"error\": \"%s\"}".formatted(words)), NOW);

    assertThat(failure)
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.reason())
                    .startsWith("no catno cat")
                    .hasSizeLessThanOrEqualTo(2_001)
                    .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u202e]"));
  }

  @Test
  void headersAreReadInAnyCase() {
    assertThat(UpstreamFailure.of(answer(503, Map.of("retry-after", "7"), null), NOW).pause())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "soon", "1e9", "Wed, 31 Nov 2026 07:28:00 GMT", "٧"})
  void anythingElseSaysNothing(String header) {
    assertThat(UpstreamFailure.of(answer(429, Map.of("Retry-After", header), null), NOW).pause())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"error\": {\"message\": \"too rude\", \"code\": 7}} | too rude",
        "{\"error\": \"too rude\"} | too rude",
        "{\"error\": null, \"message\": \"too rude\"} | too rude",
        "{\"error\": {}, \"message\": \"too rude\"} | too rude",
        "{\"message\": \"too rude\"} | too rude",
        "{\"detail\": \"too rude\"} | too rude",
        "{\"detail\": [{\"loc\": [\"body\"], \"msg\": \"too rude\"}]} | too rude",
      })
  void aRefusalContainsTheUpstreamsReason(String body, String reason) {
    assertThat(UpstreamFailure.of(answer(400, Map.of(), body), NOW)).isEqualTo(new Refused(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>Bad Request</html>",
        "",
        "null",
        "[]",
        "7",
        "{}",
        "{\"error\": 5}",
        "{\"error\": {\"message\": \"  \"}}",
        "{\"error\": {\"message\":",
      })
  void aMissingReasonGetsADefaultSentence(String body) {
    assertThat(UpstreamFailure.of(answer(422, Map.of(), body), NOW))
        .isEqualTo(new Refused("The upstream refused the order."));
  }

  @Test
  void theLogContainsNoTextOfTheUpstream() {
    assertThat(
            UpstreamFailure.of(answer(400, Map.of(), "{\"error\": \"my prompt\"}"), NOW).meaning())
        .isEqualTo("refused");
    assertThat(UpstreamFailure.of(new ConnectException("my prompt"), NOW).meaning())
        .isEqualTo("not accepted");
    assertThat(UpstreamFailure.of(new IOException("my prompt"), NOW).meaning())
        .isEqualTo("outcome unknown");
  }

  private static Exception wrapped(Exception thrown) {
    return new RuntimeCamelException(thrown);
  }

  private static Exception answer(int status, Map<String, String> headers, @Nullable String body) {
    return wrapped(
        new HttpOperationFailedException(
            "http://localhost/v1/videos", status, "so be it", null, headers, body));
  }
}
