package dev.reelway.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.order.VideoOrder;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobCostTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final VideoOrder ORDER = PriceTest.video("1280x720", null, null, 1, null);
  private static final Money MONEY = new Money("USD", Map.of("CNY", new BigDecimal("0.14")));
  private static final Price PRICE =
      new Price(null, new BigDecimal("0.10"), null, null, null, new BigDecimal("0.01"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"amount": 0.48, "currency": "USD"} | true  | 0.48 | USD | false
          {"amount": 0.48, "currency": "USD"} | false | 0.48 | USD | false
          {"amount": 0, "currency": "USD"}    | true  | 0    | USD | false
          {"amount": 10, "currency": "CNY"}   | true  | 1.4  | USD | false
          {"amount": 10, "currency": "EUR"}   | true  | 10   | EUR | false
          {"credits": 25}                     | true  | 0.25 | USD | false
          {"credits": 25, "seconds": 8}       | false | 0.25 | USD | false
          {"seconds": 5.5}                    | true  | 0.55 | USD | true
          {"seconds": 5.5}                    | false | 0.55 | USD | true
          {"billed": true}                    | false | 0.8  | USD | true
          {}                                  | true  | 0.8  | USD | true
          """)
  void aRenderCostsWhatIsToldOrElseItsPrice(
      String told, boolean done, BigDecimal amount, String currency, boolean estimated)
      throws Exception {
    var charge = charge("a", "1", done, told, PRICE).orElseThrow();

    assertThat(charge.cost()).isEqualTo(new Amount(amount, currency));
    assertThat(charge.estimated()).isEqualTo(estimated);
  }

  @Test
  void aRenderThatFailedCostsNothingUnlessItIsTold() throws Exception {
    assertThat(charge("a", "1", false, "{}", PRICE)).isEmpty();
    assertThat(charge("a", "1", true, "{}", Price.NONE)).isEmpty();
  }

  @Test
  void creditsWithoutARateAreKeptAsTold() throws Exception {
    var cost =
        JobCost.NONE.with(charge("a", "1", true, "{'credits': 25}", Price.NONE).orElseThrow());

    assertThat(JSON.writeValueAsString(cost.view())).isEqualTo("{\"credits\":25}");
    assertThat(cost.total()).isNull();
  }

  @Test
  void aBilledRenderOfUnknownCostShowsNone() throws Exception {
    var cost =
        JobCost.NONE.with(charge("a", "1", false, "{'billed': true}", Price.NONE).orElseThrow());

    assertThat(cost.view()).isNull();
  }

  @Test
  void aRenderIsBilledOnceAsLastTold() throws Exception {
    var cost =
        JobCost.NONE
            .with(charge("a", "1", true, "{}", PRICE).orElseThrow())
            .with(charge("a", "1", true, "{'amount': 0.3, 'currency': 'USD'}", PRICE).orElseThrow())
            .with(charge("a", "1", true, "{}", PRICE).orElseThrow());

    assertThat(JSON.writeValueAsString(cost.view()))
        .isEqualTo("{\"amount\":0.3,\"currency\":\"USD\",\"estimated\":false}");
  }

  @Test
  void aSecondRenderAddsToTheFirst() throws Exception {
    var first = charge("a", null, false, "{'amount': 0.1, 'currency': 'USD'}", PRICE);
    var cost =
        JobCost.NONE
            .with(first.orElseThrow())
            .with(charge("b", "2", true, "{}", PRICE).orElseThrow());

    assertThat(JSON.writeValueAsString(cost.view()))
        .isEqualTo(
            """
            {"amount":0.9,"currency":"USD","estimated":true,"charges":[\
            {"amount":0.1,"currency":"USD","estimated":false},\
            {"amount":0.8,"currency":"USD","estimated":true}]}\
            """);
  }

  @Test
  void onlyOneCurrencyIsSummed() throws Exception {
    var cost =
        JobCost.NONE
            .with(charge("a", "1", true, "{'amount': 7, 'currency': 'EUR'}", PRICE).orElseThrow())
            .with(charge("b", "2", true, "{}", PRICE).orElseThrow())
            .with(charge("c", "3", true, "{'credits': 5}", PRICE).orElseThrow());

    assertThat(cost.total()).isEqualTo(new Amount(new BigDecimal("0.85"), "USD"));
    assertThat(Objects.requireNonNull(cost.view()).charges()).hasSize(3);
  }

  @Test
  void itIsReadAsItWasWritten() throws Exception {
    var cost =
        JobCost.NONE
            .with(
                charge("a", "1", true, "{'amount': 0.48, 'currency': 'USD'}", PRICE).orElseThrow())
            .with(charge("b", "2", true, "{}", PRICE).orElseThrow());

    assertThat(JSON.readValue(JSON.writeValueAsString(cost), JobCost.class)).isEqualTo(cost);
  }

  @ParameterizedTest
  @CsvSource({"0.48, 480000", "0.000001, 1", "9999999999999, 9223372036854775807"})
  void theLedgerHasMillionths(BigDecimal amount, long micros) {
    assertThat(new Amount(amount, "USD").micros()).isEqualTo(micros);
  }

  private static Optional<Charge> charge(
      String upstream, @Nullable String task, boolean done, String told, Price price)
      throws Exception {
    var said = JSON.readValue(told.replace('\'', '"'), ReportedCost.class).orNull();
    return Charge.of(upstream, task, ORDER, done, said, price, MONEY);
  }
}
