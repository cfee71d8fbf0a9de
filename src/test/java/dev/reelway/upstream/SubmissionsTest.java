package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionsTest {

  private static final String NO_MONEY = "{\"error\": {\"code\": \"CreditInsufficient\"}}";

  private final DefaultCamelContext camel = new DefaultCamelContext();

  @AfterEach
  void close() {
    camel.stop();
  }

  @Test
  void aStatusWhoseWordsTheDialectDecidesOnIsLeftToIt() throws HttpOperationFailedException {
    var exchange = answered(400, NO_MONEY);

    check(exchange, "QuotaExceeded, creditinsufficient");

    assertThat(exchange.getMessage().getBody()).isEqualTo(NO_MONEY);
  }

  @Test
  void wordsAreLookedForInSeveralTexts() throws HttpOperationFailedException {
    var exchange = answered(400, NO_MONEY);

    new Submissions().checkStatus(exchange, "/error/type, /error/code", "CreditInsufficient");

    assertThat(exchange.getMessage().getBody()).isEqualTo(NO_MONEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {NO_MONEY, "<html>Bad Gateway</html>", "", "[]"})
  void anyOtherStatusFailsAsItWouldHave(String body) {
    var exchange = answered(429, body);
    exchange.getMessage().setHeader("Retry-After", "7");

    var failed =
        catchThrowableOfType(
            HttpOperationFailedException.class, () -> check(exchange, "ModelUnavailable"));

    assertThat(failed.getResponseBody()).isEqualTo(body);
    assertThat(failed.getUri()).isEqualTo("http://engine.example/v2");
    assertThat(UpstreamFailure.of(failed, Instant.EPOCH))
        .isEqualTo(new UpstreamFailure.Busy("status 429", Duration.ofSeconds(7)));
  }

  @Test
  void aSuccessIsNotRead() throws HttpOperationFailedException {
    var body = new Object();
    var exchange = answered(202, body);

    check(exchange, "x");

    assertThat(exchange.getMessage().getBody()).isSameAs(body);
  }

  private static void check(Exchange exchange, String words) throws HttpOperationFailedException {
    new Submissions().checkStatus(exchange, "/error/code", words);
  }

  private Exchange answered(int status, Object body) {
    var exchange = new DefaultExchange(Objects.requireNonNull(camel));
    exchange.setProperty(
        ExchangePropertyKey.TO_ENDPOINT,
        "http://engine.example/v2?httpMethod=POST&throwExceptionOnFailure=false");
    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    exchange.getMessage().setBody(body);
    return exchange;
  }
}
