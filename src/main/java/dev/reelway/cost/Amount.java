package dev.reelway.cost;

import java.math.BigDecimal;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An amount of money.
 *
 * @param amount zero or greater, with six decimal places at most
 * @param currency the ISO 4217 code
 */
public record Amount(BigDecimal amount, String currency) {

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  /** An amount of so many millionths. */
  public static Amount ofMicros(long micros, String currency) {
    return new Amount(Decimals.exact(BigDecimal.valueOf(micros, Decimals.PLACES)), currency);
  }

  /** The sum in each currency, sorted by currency; without currencies whose sum is zero. */
  public static List<Amount> sums(Stream<Amount> amounts) {
    var sums = new TreeMap<String, BigDecimal>();
    amounts.forEach(one -> sums.merge(one.currency, one.amount, BigDecimal::add));
    return sums.entrySet().stream()
        .filter(sum -> sum.getValue().signum() > 0)
        .map(sum -> new Amount(sum.getValue(), sum.getKey()))
        .toList();
  }

  /** Like {@code 0.48 USD}. */
  @Override
  public String toString() {
    return amount.toPlainString() + " " + currency;
  }

  /** The amount in millionths, as the ledger has it; no more than fits. */
  public long micros() {
    return amount.movePointRight(Decimals.PLACES).min(LARGEST).longValue();
  }
}
