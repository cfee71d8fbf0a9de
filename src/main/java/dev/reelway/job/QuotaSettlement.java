package dev.reelway.job;

import dev.reelway.cost.Amount;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.licence.Licence;
import dev.reelway.order.VideoOrder;
import dev.reelway.quota.QuotaRows;
import dev.reelway.quota.Reservation;
import dev.reelway.quota.Usage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Settles what jobs have reserved, in the transaction that ends them: a delivered job uses what it
 * delivers and costs, a failed one what it costs. A job that may have been paid for uses what it
 * has reserved, or what is known to be billed, if that is more.
 */
final class QuotaSettlement implements JobEndListener {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.quotas");

  /** The codes of failures after which nothing is paid, except for known charges. */
  private static final Set<String> KNOWN =
      Set.of("failed", "refused", "source_lost", "wait_expired");

  /** The codes of failures that come whether or not the order was sent. */
  private static final Set<String> SENT_OR_NOT = Set.of("cancelled", "timed_out");

  private static final Comparator<Row> LOCK_ORDER =
      Comparator.comparing(Row::licence).thenComparing(Row::period);

  private final Function<String, Optional<Licence>> licences;
  private final String currency;

  /**
   * @param licences a licence by its name
   * @param currency the currency of quotas of money
   */
  QuotaSettlement(Function<String, Optional<Licence>> licences, String currency) {
    this.licences = licences;
    this.currency = currency;
  }

  private record Row(String licence, String period) {}

  @Override
  public void ended(JdbcClient db, Job job) {
    ended(db, List.of(job));
  }

  @Override
  public void ended(JdbcClient db, List<Job> jobs) {
    var changes = new TreeMap<Row, Usage>(LOCK_ORDER);
    for (var job : jobs) {
      var reserved = job.reserved();
      if (reserved != null) {
        var used = used(db, job, reserved);
        for (var period : reserved.periods()) {
          var left = period.equals(Reservation.NOW) ? Usage.NONE : used;
          var change = left.minus(reserved.usage(period));
          changes.merge(new Row(job.licence(), period), change, Usage::plus);
        }
      }
    }
    changes.forEach((row, change) -> settle(db, row, change));
  }

  @Override
  public void committed() {}

  private void settle(JdbcClient db, Row row, Usage change) {
    if (!change.equals(Usage.NONE)) {
      var used = QuotaRows.add(db, row.licence, row.period, change);
      boolean isMore = change.seconds() > 0 || change.money() > 0;
      if (isMore && licences.apply(row.licence).filter(one -> isOver(one, row, used)).isPresent()) {
        LOG.warn(
            "Licence {} has used more than its quota of {}: jobs cost or delivered more than"
                + " expected. Used: {} jobs, {} s of video, {}.",
            row.licence,
            row.period,
            used.jobs(),
            used.seconds(),
            Amount.ofMicros(Math.max(0, used.money()), currency));
      }
    }
  }

  private static boolean isOver(Licence licence, Row row, Usage used) {
    return QuotaRows.isOver(licence.limits(), row.period, used);
  }

  private Usage used(JdbcClient db, Job job, Reservation reserved) {
    var cost = cost(job);
    long money = cost.orElse(reserved.money());
    return switch (job.state()) {
      case Delivered delivered -> new Usage(1, delivered(job, delivered), money);
      case Failed failed when mayBePaid(db, job, failed) ->
          new Usage(1, reserved.seconds(), job.isDone() ? money : atLeastReserved(money, reserved));
      case JobState ended ->
          job.history().cost().charges().isEmpty() ? Usage.NONE : new Usage(1, 0, money);
    };
  }

  /** The charge of the render whose outcome is unknown is not among the known ones. */
  private static long atLeastReserved(long known, Reservation reserved) {
    return Math.max(known, reserved.money());
  }

  /** What its charges cost, in millionths; empty if that is not known in the own currency. */
  private OptionalLong cost(Job job) {
    var total = job.history().cost().total();
    return total != null && total.currency().equals(currency)
        ? OptionalLong.of(total.micros())
        : OptionalLong.empty();
  }

  /** The seconds of the videos that a job has delivered. */
  static long delivered(Job job, Delivered delivered) {
    return job.made() instanceof VideoOrder video
        ? (long) video.rendered() * delivered.files().size()
        : 0;
  }

  private static boolean mayBePaid(JdbcClient db, Job job, Failed failed) {
    var code = failed.why().code();
    return job.isDone()
        || !KNOWN.contains(code)
            && (!SENT_OR_NOT.contains(code) || failed.at() != null || isIntended(db, job));
  }

  /** Whether the job ended while its request was under way. */
  private static boolean isIntended(JdbcClient db, Job job) {
    return db.sql("select 1 from job where id = ? and intent_at is not null")
        .param(job.id())
        .query(Integer.class)
        .optional()
        .isPresent();
  }
}
