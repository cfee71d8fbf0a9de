package dev.reelway.cost;

import java.math.BigDecimal;
import java.util.Map;

/**
 * The currency in which costs are kept, and what other currencies are worth in it.
 *
 * @param currency its ISO 4217 code
 * @param rates the value of one unit of other currencies, by their codes
 */
public record Money(String currency, Map<String, BigDecimal> rates) {

  /** US dollars only. */
  public static final Money DOLLARS = new Money("USD", Map.of());

  public Money {
    rates = Map.copyOf(rates);
  }

  /** The amount in the currency that costs are kept in, or as it is if there is no rate for it. */
  Amount kept(BigDecimal amount, String of) {
    var rate = rates.get(of);
    return of.equals(currency) || rate == null
        ? new Amount(Decimals.exact(amount), of)
        : own(amount.multiply(rate));
  }

  /** An amount in the currency that costs are kept in. */
  Amount own(BigDecimal amount) {
    return new Amount(Decimals.exact(amount), currency);
  }
}
