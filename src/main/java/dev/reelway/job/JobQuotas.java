package dev.reelway.job;

import dev.reelway.cost.Amount;
import dev.reelway.cost.Money;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.order.Order;
import dev.reelway.order.OrderNotAllowed;
import dev.reelway.order.VideoOrder;
import dev.reelway.quota.QuotaRows;
import dev.reelway.quota.Reservation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the licences of jobs allow: the models, and the quotas, which are reserved in the
 * transaction that inserts a job. For a licence without quotas nothing is written.
 */
final class JobQuotas {

  /** Allows everything. */
  static final JobQuotas NONE =
      new JobQuotas(
          name -> Optional.of(new Licence(name, Set.of())),
          order -> Optional.empty(),
          Money.DOLLARS);

  private final Function<String, Optional<Licence>> licences;
  private final Function<Order, Optional<BigDecimal>> estimate;
  private final Money money;

  /**
   * @param licences a licence by its name; one that is not found allows nothing
   * @param estimate the most that an order is expected to cost; empty if that is not known
   * @param money the currency of the estimates
   */
  JobQuotas(
      Function<String, Optional<Licence>> licences,
      Function<Order, Optional<BigDecimal>> estimate,
      Money money) {
    this.licences = licences;
    this.estimate = estimate;
    this.money = money;
  }

  /**
   * The same job with what it has to reserve, if anything.
   *
   * @throws OrderNotAllowed if its licence is not in force or may not order the model, or if what
   *     it costs is not known although its licence has a quota of money
   */
  Job reserving(Job job) {
    var licence =
        licences
            .apply(job.licence())
            .filter(Licence::isInForce)
            .orElseThrow(OrderNotAllowed::withoutLicence);
    var order = job.order();
    if (!licence.allows(order.base())) {
      throw OrderNotAllowed.ofModel(order.model());
    }
    var limits = licence.limits();
    return limits.limitsJobs() ? job.reserving(reservation(limits, job)) : job;
  }

  private Reservation reservation(LicenceLimits limits, Job job) {
    var order = job.order();
    var price = limits.limitsMoney() ? price(order) : BigDecimal.ZERO;
    long micros = new Amount(price, money.currency()).micros();
    return Reservation.of(limits, job.created(), seconds(order), micros);
  }

  private BigDecimal price(Order order) {
    return estimate.apply(order).orElseThrow(() -> OrderNotAllowed.withoutPrice(order.model()));
  }

  /** The seconds of all videos of an order. */
  static long seconds(Order order) {
    return order instanceof VideoOrder video ? (long) video.rendered() * video.n() : 0;
  }

  /**
   * Requires that a licence may have another open job now.
   *
   * @throws dev.reelway.quota.TooManyJobs if it may not
   */
  void requireRoom(JdbcClient db, String licence) {
    var limits = limits(licence);
    if (limits.jobsAtOnce() != null) {
      QuotaRows.requireRoom(db, licence, limits);
    }
  }

  private LicenceLimits limits(String licence) {
    return licences.apply(licence).map(Licence::limits).orElse(LicenceLimits.NONE);
  }

  /**
   * Reserves what jobs of one licence have to reserve, in the transaction that has inserted them.
   *
   * @throws OrderNotAllowed if a quota does not suffice
   * @throws dev.reelway.quota.TooManyJobs if too many jobs are open
   */
  void reserve(JdbcClient db, List<Job> jobs) {
    var reservations =
        jobs.stream().flatMap(job -> Optional.ofNullable(job.reserved()).stream()).toList();
    if (!reservations.isEmpty()) {
      var name = jobs.getFirst().licence();
      QuotaRows.reserve(db, name, limits(name), reservations, money.currency());
    }
  }
}
