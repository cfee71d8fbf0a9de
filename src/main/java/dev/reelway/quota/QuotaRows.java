package dev.reelway.quota;

import dev.reelway.licence.LicenceLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of what licences have used. They are locked in the order of their keys, after the jobs,
 * so that two transactions never wait for each other.
 */
public final class QuotaRows {

  private static final String ADD =
      """
      insert into quota (licence, period, jobs, seconds, money) values (?, ?, ?, ?, ?)
      on conflict (licence, period) do update set jobs = quota.jobs + excluded.jobs,
        seconds = quota.seconds + excluded.seconds, money = quota.money + excluded.money
      """;

  /**
   * Numbers that are limited stay within their limits, whoever adds at the same time. One that is
   * over its limit already, and is not added to, does not matter. A row that is not updated is
   * locked all the same: what the refusal reads afterwards is what did not suffice.
   */
  private static final String ADD_WITHIN =
      ADD
          + """
          where quota.jobs + excluded.jobs <= ?
            and (excluded.seconds = 0 or quota.seconds <= ? - excluded.seconds)
            and (excluded.money = 0 or quota.money <= ? - excluded.money)
          """;

  private static final Usage ONE_JOB = new Usage(1, 0, 0);

  private static final String RETURNING = "returning jobs, seconds, money";

  private QuotaRows() {}

  /**
   * Reserves what jobs are expected to use, or nothing.
   *
   * @param currency the currency of money, for the sentence of a refusal
   * @throws dev.reelway.order.OrderNotAllowed if a quota does not suffice
   * @throws TooManyJobs if too many jobs are open
   */
  public static void reserve(
      JdbcClient db,
      String licence,
      LicenceLimits limits,
      List<Reservation> reservations,
      String currency) {
    sums(reservations)
        .forEach(
            (period, asked) -> {
              var limit = QuotaLimit.of(limits, period);
              if (!limit.allows(asked) || !addWithin(db, licence, limit, asked)) {
                throw limit.refusal(find(db, licence, period), asked, currency);
              }
            });
  }

  /**
   * Requires that a licence may have another open job now, without reserving anything.
   *
   * @throws TooManyJobs if it may not
   */
  public static void requireRoom(JdbcClient db, String licence, LicenceLimits limits) {
    var limit = QuotaLimit.of(limits, Reservation.NOW);
    var used = find(db, licence, Reservation.NOW);
    if (!limit.allows(used.plus(ONE_JOB))) {
      throw limit.refusal(used, ONE_JOB, "");
    }
  }

  private static Map<String, Usage> sums(List<Reservation> reservations) {
    return reservations.stream()
        .flatMap(one -> one.periods().stream().map(period -> Map.entry(period, one.usage(period))))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Usage::plus, TreeMap::new));
  }

  private static boolean addWithin(JdbcClient db, String licence, QuotaLimit limit, Usage asked) {
    return adding(db, ADD_WITHIN, licence, limit.period(), asked)
        .param(limit.most().jobs())
        .param(limit.most().seconds())
        .param(limit.most().money())
        .query(QuotaRows::usage)
        .optional()
        .isPresent();
  }

  /** Adds an amount to a period, whatever its limit, and answers the sum. */
  public static Usage add(JdbcClient db, String licence, String period, Usage usage) {
    return adding(db, ADD, licence, period, usage).query(QuotaRows::usage).single();
  }

  private static JdbcClient.StatementSpec adding(
      JdbcClient db, String sql, String licence, String period, Usage usage) {
    return db.sql(sql + RETURNING)
        .param(licence)
        .param(period)
        .param(usage.jobs())
        .param(usage.seconds())
        .param(usage.money());
  }

  /** Whether an amount is more than a period's limit. */
  public static boolean isOver(LicenceLimits limits, String period, Usage used) {
    return !QuotaLimit.of(limits, period).allows(used);
  }

  /** What a licence has used in a period. */
  public static Usage find(JdbcClient db, String licence, String period) {
    Optional<Usage> found =
        db.sql("select jobs, seconds, money from quota where licence = ? and period = ?")
            .param(licence)
            .param(period)
            .query(QuotaRows::usage)
            .optional();
    return found.orElse(Usage.NONE);
  }

  private static Usage usage(ResultSet row, int number) throws SQLException {
    return new Usage(row.getLong("jobs"), row.getLong("seconds"), row.getLong("money"));
  }
}
