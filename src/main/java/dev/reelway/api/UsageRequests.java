package dev.reelway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.cost.Amount;
import dev.reelway.database.Database;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.order.UnknownParameter;
import dev.reelway.quota.QuotaRows;
import dev.reelway.quota.Reservation;
import dev.reelway.quota.Usage;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Handles requests under {@code /v1/usage}: what a licence has used of its limits. */
public final class UsageRequests {

  private final RequestReader reader;
  private final Database database;
  private final String currency;
  private final Clock clock;

  /**
   * @param currency the currency of quotas of money
   */
  UsageRequests(RequestReader reader, Database database, String currency, Clock clock) {
    this.reader = reader;
    this.database = database;
    this.currency = currency;
    this.clock = clock;
  }

  /**
   * The limits of the licence and what is left of them; what is not limited is absent. There are no
   * filters: {@code from} or {@code by} would be taken for those of the operator's report.
   */
  public Object current(
      @Header("CamelHttpServletRequest") OpaqueRequest opaqueRequest,
      @Variable("licence") Licence licence) {
    UnknownParameter.check(reader.query(opaqueRequest.request()), List.of());
    var limits = licence.limits();
    var now = clock.instant();
    var day = Reservation.day(now);
    var month = Reservation.month(now);
    var atOnce = limits.jobsAtOnce();
    return new UsageObject(
        "usage",
        limits.requestsPerMinute(),
        atOnce == null ? null : Share.of(atOnce, used(licence, Reservation.NOW).jobs()),
        period(licence, limits.day(), day, LocalDate.parse(day).plusDays(1)),
        period(licence, limits.month(), month, YearMonth.parse(month).plusMonths(1).atDay(1)));
  }

  private @Nullable Period period(Licence licence, Quota quota, String period, LocalDate end) {
    if (!quota.limits()) {
      return null;
    }
    var used = used(licence, period);
    var resetsAt = Instant.from(end.atStartOfDay(ZoneOffset.UTC)).getEpochSecond();
    return new Period(
        resetsAt,
        quota.jobs() == null ? null : Share.of(quota.jobs(), used.jobs()),
        quota.seconds() == null ? null : Share.of(quota.seconds(), used.seconds()),
        quota.money() == null ? null : money(quota.money(), used.money()));
  }

  private Usage used(Licence licence, String period) {
    return QuotaRows.find(database.reader(), licence.name(), period);
  }

  private MoneyShare money(BigDecimal limit, long micros) {
    var used = Amount.ofMicros(micros, currency).amount();
    return new MoneyShare(limit, used, limit.subtract(used).max(BigDecimal.ZERO), currency);
  }

  /** What a licence has used, in the shape of the API. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record UsageObject(
      String object,
      @JsonProperty("requests_per_minute") @Nullable Integer requestsPerMinute,
      @JsonProperty("jobs_at_once") @Nullable Share jobsAtOnce,
      @Nullable Period day,
      @Nullable Period month) {}

  /**
   * A day or a month.
   *
   * @param resetsAt when it ends, in seconds since 1970
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Period(
      @JsonProperty("resets_at") long resetsAt,
      @Nullable Share jobs,
      @Nullable Share seconds,
      @Nullable MoneyShare money) {}

  private record Share(long limit, long used, long remaining) {

    static Share of(long limit, long used) {
      return new Share(limit, used, Math.max(0, limit - used));
    }
  }

  private record MoneyShare(
      BigDecimal limit, BigDecimal used, BigDecimal remaining, String currency) {}
}
