package dev.reelway.licence;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code reelway.licences.<name>.limits}: how much a licence may use. Null is unlimited; numbers
 * greater than zero.
 *
 * @param requestsPerMinute the most requests a minute, on each node
 * @param jobsAtOnce the most jobs that may be open at the same time
 * @param day what it may use on one day in UTC
 * @param month what it may use in one calendar month in UTC
 */
public record LicenceLimits(
    @JsonProperty("requests_per_minute") @Nullable Integer requestsPerMinute,
    @JsonProperty("jobs_at_once") @Nullable Integer jobsAtOnce,
    Quota day,
    Quota month) {

  /** Unlimited. */
  public static final LicenceLimits NONE = new LicenceLimits(null, null, Quota.NONE, Quota.NONE);

  /** A sentence about a number that {@link #wrong} finds. */
  public static final String MUST =
      "must be greater than zero and at most 1000000000, an amount of money with six decimal places"
          + " at most.";

  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);
  private static final int PLACES = 6;

  /** Missing quotas are unlimited. */
  public LicenceLimits {
    day = Objects.requireNonNullElse(day, Quota.NONE);
    month = Objects.requireNonNullElse(month, Quota.NONE);
  }

  /**
   * What may be used in a period. Null is unlimited.
   *
   * @param jobs the most jobs that are accepted
   * @param seconds the most seconds of video
   * @param money the most that they may cost, in the currency that costs are kept in
   */
  public record Quota(@Nullable Integer jobs, @Nullable Long seconds, @Nullable BigDecimal money) {

    /** Unlimited. */
    public static final Quota NONE = new Quota(null, null, null);

    /** Amounts are equal where they are the same, as 12.50 and 12.5 are: JSON keeps either. */
    public Quota {
      money = money == null ? null : normal(money);
    }

    /** Without zeros behind the point, and without an exponent unless it is out of range. */
    private static BigDecimal normal(BigDecimal money) {
      var shortest = money.stripTrailingZeros();
      boolean isWhole = shortest.scale() < 0 && shortest.abs().compareTo(LARGEST) <= 0;
      return isWhole ? shortest.setScale(0, RoundingMode.UNNECESSARY) : shortest;
    }

    /** Whether anything is limited. */
    public boolean limits() {
      return jobs != null || seconds != null || money != null;
    }
  }

  /** Whether jobs are limited, so that each is counted; requests are not. */
  public boolean limitsJobs() {
    return jobsAtOnce != null || day.limits() || month.limits();
  }

  /** Whether an order needs a known price. */
  public boolean limitsMoney() {
    return day.money != null || month.money != null;
  }

  /** The first number that is out of range, like {@code day.jobs}; empty if all are right. */
  public Optional<String> wrong() {
    return Stream.of(
            wrong("requests_per_minute", requestsPerMinute),
            wrong("jobs_at_once", jobsAtOnce),
            wrong("day.jobs", day.jobs),
            wrong("day.seconds", day.seconds),
            wrong("day.money", day.money),
            wrong("month.jobs", month.jobs),
            wrong("month.seconds", month.seconds),
            wrong("month.money", month.money))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> wrong(String name, @Nullable Number number) {
    var value = number == null ? BigDecimal.ONE : new BigDecimal(number.toString());
    boolean right =
        value.signum() > 0
            && value.compareTo(LARGEST) <= 0
            && value.stripTrailingZeros().scale() <= PLACES;
    return right ? Optional.empty() : Optional.of(name);
  }
}
