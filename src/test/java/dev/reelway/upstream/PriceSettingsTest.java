package dev.reelway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.cost.Money;
import dev.reelway.cost.Price;
import dev.reelway.order.VideoOrder;
import dev.reelway.setup.PublicUrl;
import dev.reelway.upstream.ChoiceSettings.By;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices and choices out of settings: completed, and refused by their key. */
class PriceSettingsTest {

  private static final Price NONE = Price.NONE;
  private static final ChoiceSettings LISTED = new ChoiceSettings(null, null);

  @Test
  void thePriceOfATargetIsCompletedByThatOfItsUpstream() {
    var upstreams = upstreams(Money.DOLLARS, call("0.05"), second("0.10"), null, null, LISTED);

    assertThat(estimate(upstreams)).isEqualByComparingTo("0.85");
    assertThat(estimate(upstreams(Money.DOLLARS, second("7"), second("0.10"), null, null, LISTED)))
        .isEqualByComparingTo("0.80");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          usd | EUR | 1 | reelway.currency must be an ISO 4217 code in upper case, like USD.
          USD | USD | 1 | reelway.rates must name other currencies than reelway.currency, as ISO 4217 codes in upper case.
          USD | EUR | 0 | reelway.rates.EUR must be greater than zero.
          """)
  void aWrongCurrencyIsRefused(String currency, String other, BigDecimal rate, String sentence) {
    var money = new Money(currency, Map.of(other, rate));
    assertThatThrownBy(() -> upstreams(money, NONE, NONE, null, null, LISTED)).hasMessage(sentence);
  }

  @Test
  void aWrongPriceIsRefused() {
    assertThatThrownBy(() -> upstreams(Money.DOLLARS, second("-1"), NONE, null, null, LISTED))
        .hasMessage("reelway.upstreams.up.price.second must be a number from 0 to 1,000,000.");
  }

  /** It would never count, and the order would cost something else. */
  @ParameterizedTest
  @ValueSource(strings = {"1080 p", "1080", "hd", "full-hd", "8k", "silent-720p", "720p-loud"})
  void aPriceThatNoOrderHasIsRefused(String name) {
    var odd = new Price(null, null, Map.of(name, BigDecimal.ONE), null, null, null);
    assertThatThrownBy(() -> upstreams(Money.DOLLARS, NONE, odd, null, null, LISTED))
        .hasMessage(
            "reelway.models.m.price.seconds must have keys like 720p, 1280x720 or 720p-silent.");

    var image = new Price(null, null, null, null, Map.of(name + "x", BigDecimal.ONE), null);
    assertThatThrownBy(() -> upstreams(Money.DOLLARS, NONE, image, null, null, LISTED))
        .hasMessageStartingWith("reelway.models.m.price.images must have keys like high, ");
  }

  @Test
  void aShareCountsOnlyWhereSharesDecide() {
    var shared = new ChoiceSettings(By.SHARE, null);
    assertThat(upstreams(Money.DOLLARS, NONE, NONE, 70, 30, shared).choice("m").shares())
        .containsValues(70, 30);

    assertThatThrownBy(() -> upstreams(Money.DOLLARS, NONE, NONE, 70, null, LISTED))
        .hasMessage(
            "reelway.models.m has shares, which count only with reelway.choice.m.by: share.");
    assertThatThrownBy(() -> upstreams(Money.DOLLARS, NONE, NONE, 70, null, shared))
        .hasMessage("reelway.choice.m requires a share from 0 to 1000 of each target.");
    assertThatThrownBy(() -> upstreams(Money.DOLLARS, NONE, NONE, 0, 0, shared))
        .hasMessage("reelway.choice.m requires a share greater than zero.");
  }

  @Test
  void aCeilingIsAnAmount() {
    var nothing = new ChoiceSettings(By.PRICE, BigDecimal.ZERO);
    assertThatThrownBy(() -> upstreams(Money.DOLLARS, NONE, NONE, null, null, nothing))
        .hasMessage("reelway.choice.m.at-most must be greater than zero.");
  }

  private static BigDecimal estimate(Upstreams upstreams) {
    var order = new VideoOrder("m", "m", "A fox", "1280x720", 8, false, false, false, null);
    return upstreams.prices().estimate(new Target("up", "key", "one"), order).orElseThrow();
  }

  private static Price second(String price) {
    return new Price(null, new BigDecimal(price), null, null, null, null);
  }

  private static Price call(String price) {
    return new Price(new BigDecimal(price), null, null, null, null, null);
  }

  private static Upstreams upstreams(
      Money money,
      Price ofUpstream,
      Price ofTarget,
      @Nullable Integer share,
      @Nullable Integer other,
      ChoiceSettings choice) {
    var upstream =
        new UpstreamSettings(
            "sora",
            URI.create("http://127.0.0.1:1"),
            "k",
            null,
            null,
            null,
            false,
            false,
            null,
            ofUpstream,
            null);
    return UpstreamFactory.upstreams(
        new RenderSettings(
            Map.of("up", upstream),
            Map.of(),
            Map.of(
                "m",
                List.of(
                    new TargetSettings("up", "one", null, false, null, null, ofTarget, share),
                    new TargetSettings("up", "two", null, false, null, null, null, other))),
            Map.of("m", choice),
            money),
        PublicUrl.of(null),
        new RequestForms(Map.of()));
  }
}
