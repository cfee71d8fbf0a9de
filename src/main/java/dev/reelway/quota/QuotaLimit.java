package dev.reelway.quota;

import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.order.OrderNotAllowed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * The limit of one period.
 *
 * @param most what may be used; unlimited numbers are the largest
 */
record QuotaLimit(String period, Usage most) {

  private static final int PLACES = 6;

  static QuotaLimit of(LicenceLimits limits, String period) {
    if (period.equals(Reservation.NOW)) {
      var jobs = limits.jobsAtOnce();
      return new QuotaLimit(period, new Usage(most(jobs), Long.MAX_VALUE, Long.MAX_VALUE));
    }
    return new QuotaLimit(period, most(isDay(period) ? limits.day() : limits.month()));
  }

  private static Usage most(Quota quota) {
    var money = quota.money();
    return new Usage(
        most(quota.jobs()),
        most(quota.seconds()),
        money == null ? Long.MAX_VALUE : money.movePointRight(PLACES).longValue());
  }

  private static long most(@Nullable Number number) {
    return number == null ? Long.MAX_VALUE : number.longValue();
  }

  private static boolean isDay(String period) {
    return period.length() > "2026-11".length();
  }

  /** Whether an amount is within it. */
  boolean allows(Usage usage) {
    return usage.jobs() <= most.jobs()
        && usage.seconds() <= most.seconds()
        && usage.money() <= most.money();
  }

  /**
   * The refusal of an order.
   *
   * @param used what is used without it
   * @param asked what it would use
   */
  RuntimeException refusal(Usage used, Usage asked, String currency) {
    if (period.equals(Reservation.NOW)) {
      return new TooManyJobs(most.jobs());
    }
    return OrderNotAllowed.overQuota(
        "The licence's quota of %s a %s does not suffice for this order: %s are left until %sT00:00:00Z."
            .formatted(
                amount(used, asked, most, currency),
                isDay(period) ? "day" : "month",
                amount(used, asked, most.minus(used), currency),
                end()));
  }

  /** The number that is exceeded, of an amount, with its unit. */
  private String amount(Usage used, Usage asked, Usage of, String currency) {
    var exceeding = used.plus(asked);
    if (exceeding.jobs() > most.jobs()) {
      return Math.max(0, of.jobs()) + " jobs";
    }
    return asked.seconds() > 0 && exceeding.seconds() > most.seconds()
        ? Math.max(0, of.seconds()) + " seconds of video"
        : BigDecimal.valueOf(Math.max(0, of.money()), PLACES).stripTrailingZeros().toPlainString()
            + " "
            + currency;
  }

  private LocalDate end() {
    return isDay(period)
        ? LocalDate.parse(period).plusDays(1)
        : YearMonth.parse(period).plusMonths(1).atDay(1);
  }
}
