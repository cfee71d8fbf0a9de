package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reelway.SettableClock;
import dev.reelway.cost.Money;
import dev.reelway.cost.Price;
import dev.reelway.database.Database;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Choice;
import dev.reelway.upstream.ChoiceSettings.By;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.TargetPrices;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.UpstreamFailure.NotAccepted;
import dev.reelway.upstream.Upstreams;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

class TargetChooserTest {

  private static final Target DEAR = new Target("up", "key", "dear");
  private static final Target CHEAP = new Target("up", "key", "cheap");
  private static final Target OPEN = new Target("up", "key", "open");

  private final SettableClock clock = new SettableClock();

  @Test
  void withoutAChoiceTheListDecides() {
    assertThat(planner(Choice.LISTED).targets(job(8))).containsExactly(DEAR, OPEN, CHEAP);
  }

  @Test
  void theLowestPriceOfThisOrderGoesFirstAndAnUnknownOneLast() {
    var planner = planner(new Choice(By.PRICE, null, Map.of()));

    assertThat(planner.targets(job(8))).containsExactly(CHEAP, DEAR, OPEN);
    // The dear one has no price for a call.
    assertThat(planner.targets(job(1))).containsExactly(DEAR, CHEAP, OPEN);
  }

  @Test
  void aTargetAboveTheCeilingIsPassedOver() {
    var planner = planner(new Choice(By.LIST, new BigDecimal("1.20"), Map.of()));

    assertThat(planner.targets(job(2))).containsExactly(DEAR, CHEAP);
    assertThat(planner.targets(job(8))).containsExactly(CHEAP);
  }

  @Test
  void anOrderThatCostsTooMuchEverywhereIsRefused() {
    var planner = planner(new Choice(By.LIST, new BigDecimal("0.70"), Map.of()));

    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> planner.check(order(20)))
        .withMessage(
            "model must be one that makes this order for at most 0.7 USD: with the model both it"
                + " costs 1.5 USD");
    assertThatExceptionOfType(NotConfigured.class).isThrownBy(() -> planner.targets(job(20)));
    planner.check(order(2));
  }

  @Test
  void theFastestGoesFirstAndEachIsTriedNowAndThen() {
    var planner = planner(new Choice(By.SPEED, null, Map.of()));
    takes(planner, DEAR, 90);
    takes(planner, CHEAP, 30);

    var first = new HashMap<Target, Integer>();
    var second = new HashMap<Target, Integer>();
    for (int i = 0; i < 2_000; i++) {
      var targets = planner.targets(job(8));
      first.merge(targets.getFirst(), 1, Integer::sum);
      second.merge(targets.get(1), 1, Integer::sum);
    }

    assertThat(first.get(CHEAP)).isBetween(1_850, 1_990);
    assertThat(first.get(DEAR)).isBetween(5, 80);
    assertThat(first.get(OPEN)).isBetween(5, 80);
    assertThat(second.get(DEAR)).isGreaterThan(1_800);
  }

  @Test
  void oneSlowRenderIsNotTheUsualTime() {
    var planner = planner(new Choice(By.SPEED, null, Map.of()));
    takes(planner, CHEAP, 30);
    takes(planner, DEAR, 40);
    var times = planner.chooser().renderTimes();
    learn(planner, CHEAP, 3_000);

    assertThat(times.usual(CHEAP.upstreamModel())).isEqualTo(Duration.ofSeconds(30));
    IntStream.range(0, 40).forEach(i -> learn(planner, CHEAP, 60));
    assertThat(times.usual(CHEAP.upstreamModel())).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void eachTargetGetsItsShareExactly() {
    var capacity = capacity(planner(shares(70, 30, 0)));

    var sent = sent(capacity, 10);
    assertThat(sent).containsOnly(Map.entry(DEAR, 7), Map.entry(CHEAP, 3));
    assertThat(sent(capacity, 990)).containsOnly(Map.entry(DEAR, 693), Map.entry(CHEAP, 297));
  }

  @Test
  void whatATargetCouldNotTakeIsNotMadeUpForLater() {
    var capacity = capacity(planner(shares(50, 50, 0)));
    var pause = Duration.ofMinutes(5);
    capacity.notAccepted(job(8), DEAR, new NotAccepted("status 503", pause));
    assertThat(sent(capacity, 100)).containsOnlyKeys(CHEAP);

    clock.passes(pause);
    assertThat(sent(capacity, 20).get(CHEAP)).isBetween(8, 10);
  }

  @Test
  void anOrderThatIsNotSentCountsForNoTarget() {
    var capacity = capacity(planner(shares(50, 50, 0)));
    for (int i = 0; i < 9; i++) {
      assertThatExceptionOfType(NoCapacity.class)
          .isThrownBy(() -> capacity.assign(job(8), (target, limits) -> Optional.empty()));
    }
    assertThat(sent(capacity, 2)).containsOnlyKeys(DEAR, CHEAP);
  }

  @Test
  void manyThreadsKeepToTheShares() throws Exception {
    var capacity = capacity(planner(shares(70, 30, 0)));
    var sent = new ConcurrentHashMap<Target, Integer>();
    Together.run(
        Collections.nCopies(
            8,
            () -> {
              sent(capacity, 100)
                  .forEach((target, count) -> sent.merge(target, count, Integer::sum));
              return 1;
            }));

    assertThat(sent.get(DEAR)).isBetween(560 - 16, 560 + 16);
  }

  private Map<Target, Integer> sent(CapacityPlanner capacity, int orders) {
    var sent = new HashMap<Target, Integer>();
    for (int i = 0; i < orders; i++) {
      var target = capacity.<Target>assign(job(8), (next, limits) -> Optional.of(next));
      capacity.accepted(job(8), target);
      sent.merge(target, 1, Integer::sum);
    }
    return sent;
  }

  private static Choice shares(int dear, int cheap, int open) {
    return new Choice(
        By.SHARE,
        null,
        Map.of(
            DEAR.upstreamModel(), dear,
            CHEAP.upstreamModel(), cheap,
            OPEN.upstreamModel(), open));
  }

  private void takes(TargetPlanner planner, Target target, int seconds) {
    IntStream.range(0, 5).forEach(i -> learn(planner, target, seconds));
  }

  private void learn(TargetPlanner planner, Target target, int seconds) {
    var now = clock.instant();
    var at = new RenderTask(target, "t", now);
    planner.chooser().renderTimes().learn(at, now.plusSeconds(seconds));
  }

  private Job job(int seconds) {
    var now = clock.instant();
    return Job.accepted(order(seconds), "anna", null, now, now.plusSeconds(60));
  }

  private static VideoOrder order(int seconds) {
    return new VideoOrder("both", "both", "a cat", "720x1280", seconds, false, false, false, null);
  }

  private TargetPlanner planner(Choice choice) {
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var prices =
        Map.of(
            DEAR.upstreamModel(),
            price(null, "0.20"),
            CHEAP.upstreamModel(),
            price("0.50", "0.05"));
    var upstreams =
        new Upstreams(
            List.of(upstream),
            Map.of("both", List.of(DEAR, OPEN, CHEAP)),
            Map.of(),
            Map.of(),
            new TargetPrices(Money.DOLLARS, prices),
            Map.of("both", choice));
    return new TargetPlanner(upstreams, ledger().queries(), (dialect, verb) -> false, clock);
  }

  private static Price price(@Nullable String call, String second) {
    return new Price(
        call == null ? null : new BigDecimal(call), new BigDecimal(second), null, null, null, null);
  }

  private CapacityPlanner capacity(TargetPlanner planner) {
    var bounds = new LearnedBounds(ledger().bounds(), clock);
    return new CapacityPlanner(planner, ledger().queries(), bounds, 1_000_000, clock);
  }

  private static Ledger ledger() {
    var none = new SimpleDriverDataSource();
    return new Ledger(new Database(none, none, false), "this-node");
  }
}
