package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.order.Models;
import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;

class ApiResponsesTest {

  private static final Asset VIDEO = new Asset("tape", "a/b.mp4", "video/mp4", 1, "00", null);

  private final SignedLinks signedLinks =
      new SignedLinks(new byte[32], null, "/sora", Duration.ofHours(1), Clock.systemUTC());
  private final ApiResponses apiResponses =
      new ApiResponses(
          new JobViews(signedLinks, job -> Optional.empty(), job -> job, true, Clock.systemUTC()),
          new DeprecationHeaders(new Models(List.of(), Map.of(), Clock.systemUTC()), signedLinks),
          1_000,
          id -> "/sora/v1/images/" + id);
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  @Test
  void anUnavailableStorageIsAnsweredWithRetryAfter() throws Exception {
    answer(
        new IllegalStateException(
            new SinkUnavailable("The tape is torn.", new IOException("torn"))));

    assertUnavailable();
  }

  @Test
  void anyExceptionOfAnOperatorsSinkIsAStorageFailure(CapturedOutput log) throws Exception {
    exchange.setVariable("asset", VIDEO);

    answer(new FileOperationFailed("rewind"));

    assertUnavailable();
    assertThat(log)
        .containsPattern("WARN .* Request failed because of the storage: rewind")
        .doesNotContain(" ERROR ");
  }

  @ParameterizedTest
  @MethodSource("ourMistakes")
  void anInternalErrorIsNoStorageFailure(Exception mistake) throws Exception {
    exchange.setVariable("asset", VIDEO);

    answer(mistake);

    assertThat(status()).isEqualTo(500);
    assertThat(code()).isEqualTo("internal_error");
  }

  static Stream<Exception> ourMistakes() {
    return Stream.of(
        new NullPointerException("oops"),
        new IllegalStateException(new SQLException("the database is away")),
        new CamelExecutionException("call", null, new NoSuchElementException()));
  }

  @Test
  void aCallersMistakeStaysAClientError() throws Exception {
    exchange.setVariable("asset", VIDEO);

    answer(RequestRefused.unknownVideo("video_1"));

    assertThat(status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failed",
        "timed_out",
        "fetch_failed",
        "unusable_answer",
        "submit_unknown",
        "source_lost",
        "cancelled",
        "record_unreadable"
      })
  void aJobThatHasFailedForGoodIsNoServerError(String code) throws Exception {
    answer(RequestWaits.failureError(new Failed(null, new Failure(code, "No."))));

    assertThat(status()).isEqualTo(422);
    assertThat(code()).isEqualTo(code);
    assertThat(exchange.getMessage().getHeader("x-should-retry")).isEqualTo("false");
  }

  @Test
  void anImageThatNoUpstreamHasGotMayBeOrderedAgain() throws Exception {
    answer(RequestWaits.failureError(new Failed(null, new Failure("wait_expired", "No."))));

    assertThat(status()).isEqualTo(503);
    assertThat(exchange.getMessage().getHeader("x-should-retry")).isNull();
  }

  @Test
  void otherExceptionsAreInternalErrors() throws Exception {
    answer(new UnsupportedOperationException("rewind"));

    assertThat(status()).isEqualTo(500);
    assertThat(code()).isEqualTo("internal_error");
  }

  /** As a component's library throws it. */
  private static final class FileOperationFailed extends RuntimeException {
    FileOperationFailed(String message) {
      super(message);
    }
  }

  private void answer(Exception thrown) {
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, thrown);
    apiResponses.error(exchange);
  }

  /** It has ended, and nothing was rendered: the same order may be sent again. */
  @Test
  void aJobThatHasWaitedTooLongIsNotSaidToContinue() throws Exception {
    var key = RequestKey.keyless("ann", "f", 0, Instant.EPOCH, Duration.ofMinutes(15));
    key.join("image_" + "0".repeat(32));
    exchange.setProperty("requestKey", key);

    answer(new RequestRefused(ApiError.ofFailedJob("wait_expired", "It waited too long.")));

    assertThat(status()).isEqualTo(503);
    assertThat(exchange.getMessage().getHeader("Location")).isNull();
    assertThat(exchange.getMessage().getHeader("x-should-retry")).isNull();
  }

  private void assertUnavailable() throws IOException {
    assertThat(status()).isEqualTo(503);
    assertThat(code()).isEqualTo("storage_away");
    assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo("5");
  }

  private int status() {
    return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, int.class);
  }

  private String code() throws IOException {
    return new ObjectMapper()
        .readTree(exchange.getMessage().getBody(String.class))
        .at("/error/code")
        .asText();
  }
}
