package dev.reelway.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedCostTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void moneyIsReadWithItsCurrency() throws Exception {
    var cost = read("{'amount': 0.48, 'currency': 'usd', 'seconds': 8, 'other': []}");
    assertThat(cost)
        .isEqualTo(
            new ReportedCost(new BigDecimal("0.48"), "USD", null, new BigDecimal("8"), false));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "'\"0.480\"', 0.48",
    "0.30000000000000004, 0.3",
    "1e1, 10",
    "0.0000005, 0.000001",
    "'\"4.8e-1\"', 0.48",
    "'\".48\"', 0.48",
    "'\"5.\"', 5",
    "0, 0"
  })
  void numbersAreExactToSixPlaces(String said, BigDecimal credits) throws Exception {
    assertThat(read("{'credits': " + said + "}").credits()).isEqualTo(credits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "\"1 dollar\"",
        "true",
        "[1]",
        "1e13",
        "\"1e99\"",
        "\".\"",
        "\"NaN\"",
        "\"\"",
        "null"
      })
  void whatIsNoAmountIsLeftOut(String said) throws Exception {
    assertThat(read("{'credits': " + said + "}").orNull()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'currency': null", ", 'currency': 'credits'", ", 'currency': 7"})
  void anAmountWithoutCurrencyIsLeftOut(String currency) throws Exception {
    assertThat(read("{'amount': 1" + currency + "}").orNull()).isNull();
  }

  @Test
  void aRenderMayBeBilledWithoutAnAmount() throws Exception {
    assertThat(read("{'billed': true}").orNull()).isNotNull();
  }

  private static ReportedCost read(@Nullable String json) throws Exception {
    return JSON.readValue(String.valueOf(json).replace('\'', '"'), ReportedCost.class);
  }
}
