package dev.reelway.job;

import dev.reelway.cost.Money;
import dev.reelway.database.Database;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.sink.StoragePolicy;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A desk whose licences all have the same limits. */
public final class LimitedDesk {

  private LimitedDesk() {}

  /**
   * Makes a desk.
   *
   * @param planner makes a planner for the desk's queries
   */
  public static JobDesk of(
      Database database,
      LicenceLimits limits,
      Function<JobQueries, TargetPlanner> planner,
      JobSettings settings,
      Clock clock) {
    Function<String, Optional<Licence>> licences =
        name -> Optional.of(new Licence(name, Set.of(), null, limits));
    var ledger = new Ledger(database, "limited-node", new QuotaSettlement(licences, "USD"));
    var quotas = new JobQuotas(licences, order -> Optional.of(BigDecimal.ONE), Money.DOLLARS);
    return new JobDesk(
        ledger,
        planner.apply(ledger.queries()),
        settings,
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        JobObserver.NONE,
        quotas,
        clock);
  }
}
