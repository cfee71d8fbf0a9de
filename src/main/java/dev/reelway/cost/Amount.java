package dev.reelway.cost;

import java.math.BigDecimal;

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
