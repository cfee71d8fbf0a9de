package dev.reelway.upstream;

import static dev.reelway.setup.SettingsChecks.check;

import dev.reelway.cost.Price;
import dev.reelway.cost.PriceKeys;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the prices of targets out of settings; wrong ones are refused by their key. */
final class PriceFactory {

  private static final String CURRENCY = "[A-Z]{3}";
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000);

  private PriceFactory() {}

  static TargetPrices prices(RenderSettings settings) {
    var money = settings.money();
    check(
        money.currency().matches(CURRENCY),
        "reelway.currency",
        "must be an ISO 4217 code in upper case, like USD.");
    money.rates().forEach((code, rate) -> rate(money.currency(), code, rate));
    Map<UpstreamModel, Price> all = new HashMap<>();
    settings.models().forEach((name, some) -> some.forEach(one -> add(all, name, one, settings)));
    settings
        .upstreams()
        .forEach((name, one) -> possible(one.price(), "reelway.upstreams." + name + ".price"));
    return new TargetPrices(money, all);
  }

  private static void rate(String currency, String code, BigDecimal rate) {
    check(
        code.matches(CURRENCY) && !code.equals(currency),
        "reelway.rates",
        "must name other currencies than reelway.currency, as ISO 4217 codes in upper case.");
    check(rate.signum() > 0, "reelway.rates." + code, "must be greater than zero.");
  }

  private static void add(
      Map<UpstreamModel, Price> all, String model, TargetSettings one, RenderSettings settings) {
    var key = "reelway.models." + model;
    possible(one.price(), key + ".price");
    var upstream = Objects.requireNonNull(settings.upstreams().get(one.upstream()));
    var price = orNone(one.price()).or(orNone(upstream.price()));
    var before =
        all.put(
            new UpstreamModel(String.valueOf(one.upstream()), String.valueOf(one.model())), price);
    check(
        before == null || before.equals(price),
        key,
        "prices model %s at upstream %s differently from another entry. Make them equal."
            .formatted(one.model(), one.upstream()));
  }

  private static Price orNone(@Nullable Price price) {
    return price == null ? Price.NONE : price;
  }

  private static void possible(@Nullable Price price, String key) {
    var one = orNone(price);
    number(one.call(), key + ".call");
    number(one.second(), key + ".second");
    numbers(one.seconds(), PriceKeys.OF_SECONDS, key + ".seconds", "720p, 1280x720 or 720p-silent");
    number(one.image(), key + ".image");
    numbers(
        one.images(), PriceKeys.OF_IMAGES, key + ".images", "high, 1024x1024 or high-1024x1024");
    number(one.credit(), key + ".credit");
  }

  /** A key that no order has would never count. */
  private static void numbers(
      @Nullable Map<String, BigDecimal> prices, String format, String key, String like) {
    if (prices != null) {
      prices.forEach(
          (name, price) -> {
            check(name.matches(format), key, "must have keys like %s.".formatted(like));
            number(price, key + "." + name);
          });
    }
  }

  private static void number(@Nullable BigDecimal price, String key) {
    check(
        price == null || price.signum() >= 0 && price.compareTo(LARGEST) <= 0,
        key,
        "must be a number from 0 to 1,000,000.");
  }
}
