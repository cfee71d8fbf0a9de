package dev.reelway.job;

import dev.reelway.SettableClock;
import dev.reelway.cost.Money;
import dev.reelway.database.Database;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that works on the ledger of a model test, from its start to its end. */
record JobNode(String name, Ledger ledger, JobDesk desk, RenderCancellation cancellation) {

  static final JobSettings SETTINGS =
      new TestJobSettings()
          .lease(Duration.ofMinutes(1))
          .longestWait(Duration.ofHours(2))
          .fetchDeadline(Duration.ofHours(3))
          .build();

  private static final Set<String> VERBS =
      Set.of("listed lookup", "listed cancel", "keyed cancel", "plain cancel");

  static JobNode start(
      String name, Database database, JobEndListener listener, SettableClock clock) {
    var settlement = new QuotaSettlement(JobNode::licence, Money.DOLLARS.currency());
    var ledger = new Ledger(database, name, listener.and(settlement));
    var planner =
        new TargetPlanner(
            UPSTREAMS,
            ledger.queries(),
            (dialect, verb) -> VERBS.contains(dialect + " " + verb),
            clock);
    var desk =
        new JobDesk(
            ledger,
            planner,
            SETTINGS,
            StoragePolicy.FOREVER,
            StepTrigger.NONE,
            JobObserver.NONE,
            new JobQuotas(JobNode::licence, order -> Optional.of(BigDecimal.TWO), Money.DOLLARS),
            clock);
    desk.claims().recall();
    return new JobNode(
        name, ledger, desk, new RenderCancellation(ledger.queries(), planner, (r, v, c) -> {}));
  }

  /** With limits that are never reached, so that what it uses is counted. */
  private static Optional<Licence> licence(String name) {
    var plenty = new Quota(1_000_000, 1_000_000L, BigDecimal.valueOf(1_000_000));
    var limits = new LicenceLimits(null, 1_000_000, plenty, plenty);
    return Optional.of(new Licence(name, Set.of(), null, limits));
  }

  private static final Upstreams UPSTREAMS =
      new Upstreams(
          Stream.of(JobModel.Kind.values())
              .map(JobModel.Kind::model)
              .collect(Collectors.toMap(Function.identity(), JobNode::upstream)),
          Stream.of(JobModel.Kind.values())
              .map(JobModel.Kind::model)
              .collect(Collectors.toMap(Function.identity(), JobNode::targets)));

  private static Upstream upstream(String name) {
    return new Upstream(name, name, "http://127.0.0.1:1", "key", "k", name.equals("keyed"));
  }

  private static List<Target> targets(String name) {
    return List.of(new Target(name, "key", "m"));
  }
}
