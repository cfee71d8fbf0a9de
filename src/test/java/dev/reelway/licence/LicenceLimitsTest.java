package dev.reelway.licence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.licence.LicenceLimits.Quota;
import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LicenceLimitsTest {

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void theirJsonHasTheNamesOfTheApi() throws Exception {
    var limits =
        new LicenceLimits(
            60, 4, new Quota(100, 900L, new BigDecimal("12.5")), new Quota(2000, null, null));

    var text = json.writeValueAsString(limits);

    assertThat(text)
        .isEqualTo(
            """
            {"requests_per_minute":60,"jobs_at_once":4,\
            "day":{"jobs":100,"seconds":900,"money":12.5},\
            "month":{"jobs":2000,"seconds":null,"money":null}}\
            """);
    assertThat(json.readValue(text, LicenceLimits.class)).isEqualTo(limits);
  }

  @Test
  void whatIsMissingIsUnlimited() throws Exception {
    var limits = json.readValue("{\"day\": null}", LicenceLimits.class);

    assertThat(limits).isEqualTo(LicenceLimits.NONE);
    assertThat(limits.limitsJobs()).isFalse();
    assertThat(limits.limitsMoney()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"requests_per_minute\": 0}', requests_per_minute",
    "'{\"jobs_at_once\": -1}', jobs_at_once",
    "'{\"day\": {\"seconds\": 1000000001}}', day.seconds",
    "'{\"month\": {\"money\": 0.0000001}}', month.money",
    "'{\"month\": {\"money\": 0.10}}', ",
  })
  void aNumberMustBeGreaterThanZero(String limits, String wrong) throws Exception {
    assertThat(json.readValue(limits, LicenceLimits.class).wrong().orElse(null)).isEqualTo(wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 100",
    "12.50, 12.5",
    "1E+2, 100",
    "1E+9, 1000000000",
    "1E+999999999, 1E+999999999"
  })
  void anAmountIsTheSameHoweverItIsWritten(BigDecimal money, BigDecimal same) {
    var quota = new Quota(null, null, money);

    assertThat(quota).isEqualTo(new Quota(null, null, same));
    assertThat(quota.money()).hasToString(same.toString());
  }

  /** They are a tree in between. */
  @Test
  void theTextOfTermsHasAmountsAsPeopleWriteThem() {
    var day = new Quota(null, null, new BigDecimal("100.00"));
    var limits = new LicenceLimits(null, null, day, Quota.NONE);
    var terms = new LicenceTerms(Set.of(Scope.VIDEOS), null, limits, null, Set.of(), null);

    assertThat(TermsText.of(terms)).contains("\"money\":100}");
    assertThat(TermsText.replacing(TermsText.of(terms), terms)).contains("\"money\":100}");
  }
}
