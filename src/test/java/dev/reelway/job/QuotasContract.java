package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.cost.Money;
import dev.reelway.cost.Price;
import dev.reelway.cost.ReportedCost;
import dev.reelway.idempotency.AlreadyAnswered;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.UsageQuery.Group;
import dev.reelway.licence.Licence;
import dev.reelway.licence.LicenceLimits;
import dev.reelway.licence.LicenceLimits.Quota;
import dev.reelway.order.Order;
import dev.reelway.order.OrderNotAllowed;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.VideoOrder;
import dev.reelway.quota.QuotaRows;
import dev.reelway.quota.Reservation;
import dev.reelway.quota.TooManyJobs;
import dev.reelway.quota.Usage;
import dev.reelway.sink.Asset;
import dev.reelway.sink.StoragePolicy;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.SubmitIntent;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.TargetPrices;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.boot.test.system.CapturedOutput;

/** What licences may use: reserved with the order, settled at the end, on every database alike. */
@ExtendWith(LogCapture.class)
abstract class QuotasContract {

  private static final Target CHEAP = new Target("cheap", "key", "m");
  private static final Target DEAR = new Target("dear", "key", "m");
  private static final VideoOrder ORDER =
      new VideoOrder("m", "m", "A fox", "1280x720", 8, false, false, false, null);
  private static final VideoOrder THREE =
      new VideoOrder(
          "m",
          "m",
          "A fox",
          "1280x720",
          8,
          false,
          false,
          false,
          null,
          List.of(),
          null,
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          3,
          Map.of(),
          null);
  private static final String DAY = "2026-11-22";
  private static final String NOW = "now";

  /** Each is enough for 50 orders of 8 seconds that cost 0.80 at the dearest target. */
  static final List<Quota> FIFTY =
      List.of(
          new Quota(50, null, null),
          new Quota(null, 407L, null),
          new Quota(null, null, new BigDecimal("40.79")));

  private final SettableClock time = new SettableClock();
  private final TestDatabase store;
  private final Map<String, Licence> licences = new HashMap<>();
  private int tasks;
  private JobDesk desk;
  private final JobDesk other;

  QuotasContract(TestDatabase store) {
    this.store = store;
    this.desk = desk("this-node");
    this.other = store.database().shared() ? desk("other-node") : desk;
  }

  private JobDesk desk(String node) {
    var settlement = new QuotaSettlement(this::licence, "USD");
    var ledger = new Ledger(store.database(), node, settlement);
    var planner = new TargetPlanner(upstreams(), ledger.queries(), (dialect, verb) -> false, time);
    var quotas = new JobQuotas(this::licence, planner::mostCost, Money.DOLLARS);
    var settings = new TestJobSettings().build();
    return new JobDesk(
        ledger,
        planner,
        settings,
        StoragePolicy.FOREVER,
        StepTrigger.NONE,
        JobObserver.NONE,
        quotas,
        time);
  }

  private static Upstreams upstreams() {
    return new Upstreams(
        List.of(upstream("cheap"), upstream("dear")),
        Map.of("m", List.of(CHEAP, DEAR), "unpriced", List.of(new Target("dear", "key", "x"))),
        Map.of(),
        Map.of(),
        new TargetPrices(
            Money.DOLLARS,
            Map.of(CHEAP.upstreamModel(), price("0.01"), DEAR.upstreamModel(), price("0.10"))),
        Map.of());
  }

  private static Price price(String second) {
    return new Price(null, new BigDecimal(second), null, null, null, null);
  }

  private static Upstream upstream(String name) {
    return new Upstream(name, "sora", "http://127.0.0.1:1", "key", "k", false);
  }

  @AfterEach
  void close() {
    SubmitIntent.end();
    store.close();
  }

  @ParameterizedTest
  @FieldSource("FIFTY")
  void ofTwoHundredOrdersAtOnceAQuotaOfFiftyAcceptsFifty(Quota quota) throws Exception {
    limit(new LicenceLimits(null, null, quota, Quota.NONE));

    var accepted =
        Together.run(
            IntStream.range(0, 200).mapToObj(n -> creating(n % 2 == 0 ? desk : other)).toList());

    assertThat(accepted.stream().filter(one -> one)).hasSize(50);
    assertThat(jobs()).isEqualTo(50);
    assertThat(used(DAY)).isEqualTo(new Usage(50, 400, quota.money() == null ? 0 : 40_000_000));
  }

  private Callable<Boolean> creating(JobDesk node) {
    return () -> {
      try {
        node.intake().accept(ORDER, "anna");
        return true;
      } catch (OrderNotAllowed refused) {
        return false;
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 |    |     | The licence's quota of 1 jobs a day does not suffice for this order: 0 jobs are left until 2026-11-23T00:00:00Z.
            | 15 |     | The licence's quota of 15 seconds of video a day does not suffice for this order: 7 seconds of video are left until 2026-11-23T00:00:00Z.
            |    | 1.5 | The licence's quota of 1.5 USD a day does not suffice for this order: 0.7 USD are left until 2026-11-23T00:00:00Z.
          """)
  void aRefusalSaysWhatIsLeft(
      @Nullable Integer jobs, @Nullable Long seconds, @Nullable BigDecimal money, String sentence) {
    limit(new LicenceLimits(null, null, new Quota(jobs, seconds, money), Quota.NONE));
    desk.intake().accept(ORDER, "anna");

    var refused = refusal(ORDER);

    assertThat(refused.sentence()).isEqualTo(sentence);
    assertThat(refused.code()).isEqualTo("insufficient_quota");
    assertThat(refused.status()).isEqualTo(429);
  }

  @Test
  void everyVideoOfAnOrderCounts() {
    limit(new LicenceLimits(null, null, Quota.NONE, new Quota(null, 100L, BigDecimal.TEN)));
    var price = price("0.10");
    var quotas = new JobQuotas(this::licence, price::of, Money.DOLLARS);

    var job = Job.accepted(THREE, "anna", null, time.instant(), time.instant());

    assertThat(quotas.reserving(job).reserved())
        .isEqualTo(new Reservation(List.of("2026-11"), 24, 2_400_000));
  }

  private Optional<Licence> licence(String name) {
    return Optional.ofNullable(licences.get(name));
  }

  @Test
  void aNumberThatIsOverItsLimitDoesNotMatterToAnOrderThatNeedsNone() {
    var lowered = new LicenceLimits(null, null, new Quota(9, 4L, BigDecimal.TEN), Quota.NONE);
    var day = "2026-11-22";
    store.database().write(db -> QuotaRows.add(db, "anna", day, new Usage(1, 8, 9_000_000)));

    reserve(lowered, new Reservation(List.of(day), 0, 0));

    assertThat(QuotaRows.find(store.database().reader(), "anna", day))
        .isEqualTo(new Usage(2, 8, 9_000_000));
    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> reserve(lowered, new Reservation(List.of(day), 0, 2_000_000)))
        .withMessageContaining("quota of 10 USD a day");
  }

  private void reserve(LicenceLimits limits, Reservation reservation) {
    var reservations = List.of(reservation);
    store
        .database()
        .write(
            db -> {
              QuotaRows.reserve(db, "anna", limits, reservations, "USD");
              return true;
            });
  }

  @Test
  void jobsAtOnceAreThoseThatHaveNotEnded() {
    limit(new LicenceLimits(null, 2, Quota.NONE, Quota.NONE));
    var first = desk.intake().accept(ORDER, "anna");
    desk.intake().accept(ORDER, "anna");

    assertThatExceptionOfType(TooManyJobs.class)
        .isThrownBy(() -> desk.intake().accept(ORDER, "anna"))
        .withMessage(
            "The licence may have 2 open jobs at once, and has as many. Try again when one has"
                + " ended.");
    desk.endings().cancel(first);

    desk.intake().accept(ORDER, "anna");
    assertThat(used(NOW).jobs()).isEqualTo(2);
  }

  @Test
  void aDeliveredJobHasUsedWhatItDeliversAndCosts() {
    limitAll();
    var job = submitted(report(Verdict.DONE, "0.25", false));

    desk.steps().delivered(claimed(JobStep.DELIVER), List.of(FILE));

    assertThat(now(job).state()).isInstanceOf(JobState.Delivered.class);
    assertThat(used(DAY)).isEqualTo(new Usage(1, 8, 250_000));
    assertThat(used("2026-11")).isEqualTo(new Usage(1, 8, 250_000));
    assertThat(used(NOW)).isEqualTo(Usage.NONE);
  }

  @Test
  void whatCostsMoreThanExpectedIsSettledAndReported(CapturedOutput log) {
    limit(new LicenceLimits(null, null, new Quota(null, null, BigDecimal.ONE), Quota.NONE));

    submitted(report(Verdict.DONE, "1.25", false));
    desk.steps().delivered(claimed(JobStep.DELIVER), List.of(FILE));

    assertThat(used(DAY)).isEqualTo(new Usage(1, 8, 1_250_000));
    assertThat(log)
        .contains(
            "Licence anna has used more than its quota of 2026-11-22: jobs cost or delivered more"
                + " than expected. Used: 1 jobs, 8 s of video, 1.25 USD.");
  }

  @Test
  void aFailureThatCostNothingGivesEverythingBack() {
    limitAll();

    submitted(report(Verdict.REFUSED, null, false));

    assertThat(used(DAY)).isEqualTo(Usage.NONE);
    assertThat(used(NOW)).isEqualTo(Usage.NONE);
  }

  @Test
  void aRefusedRenderThatIsBilledHasUsedItsCost() {
    limitAll();

    submitted(report(Verdict.REFUSED, "0.05", true));

    assertThat(used(DAY)).isEqualTo(new Usage(1, 0, 50_000));
  }

  @Test
  void aBilledRenderWhoseCostIsUnknownHasUsedWhatItReserved() {
    limitAll();

    var credits = new ReportedCost(null, null, BigDecimal.TEN, null, true);
    submitted(new Report(null, Verdict.REFUSED, null, null, List.of(), null, credits));

    assertThat(used(DAY).jobs()).isOne();
    assertThat(used(DAY).money()).isEqualTo(80_000);
  }

  @Test
  void aFinishedRenderThatCannotBeUsedIsPaidFor() {
    limitAll();
    submitted(report(Verdict.DONE, null, false));

    desk.commits().fail(claimed(JobStep.DELIVER), new Failure("failed", "No image."));

    assertThat(used(DAY)).isEqualTo(new Usage(1, 8, 80_000));
  }

  @ParameterizedTest
  @CsvSource({"LOST", "WORKING"})
  void aRenderThatMayBePaidForKeepsItsReservation(Verdict verdict) {
    limitAll();

    var job = submitted(report(verdict, null, false));
    desk.endings().cancel(job);

    assertThat(used(DAY)).isEqualTo(new Usage(1, 8, 800_000));
    assertThat(used(NOW)).isEqualTo(Usage.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0.05, 800000", "1.25, 1250000"})
  void aRenderOfUnknownOutcomeUsesNoLessThanIsKnownOrReserved(String billed, long used) {
    limitAll();

    var job = submitted(report(Verdict.WORKING, billed, true));
    desk.endings().cancel(job);

    assertThat(used(DAY)).isEqualTo(new Usage(1, 8, used));
  }

  @Test
  void aJobThatIsCancelledWhileItsRequestIsUnderWayMayBePaidFor() {
    limitAll();

    desk.endings().cancel(written());

    assertThat(used(DAY).jobs()).isOne();
  }

  @Test
  void aJobThatIsCancelledBeforeItIsSubmittedGivesEverythingBack() {
    limitAll();

    desk.endings().cancel(desk.intake().accept(ORDER, "anna"));

    assertThat(used(DAY)).isEqualTo(Usage.NONE);
  }

  /** The node of the worker that had claimed it was stopped before the request. */
  @Test
  void aJobThatWasClaimedAndNeverSentGivesEverythingBackAtItsDeadline() {
    limitAll();
    desk.intake().accept(ORDER, "anna");
    var job = desk.steps().submitting(claimed(JobStep.SUBMIT));

    expireLate();

    assertThat(now(job).mayBePaid()).isFalse();
    assertThat(used(DAY)).isEqualTo(Usage.NONE);
    assertThat(used("2026-11")).isEqualTo(Usage.NONE);
    assertThat(QuotaAudit.differences(store.database().reader())).isEmpty();
  }

  @Test
  void aJobThatWasSentKeepsItsReservationAtItsDeadline() {
    limitAll();
    var job = written();

    expireLate();

    assertThat(now(job).mayBePaid()).isTrue();
    assertThat(used(DAY)).isEqualTo(new Usage(1, 8, 800_000));
    assertThat(QuotaAudit.differences(store.database().reader())).isEmpty();
  }

  private void expireLate() {
    time.passes(Duration.ofHours(1));
    var expired =
        new Ledger(store.database(), "later", new QuotaSettlement(this::licence, "USD"))
            .expiry()
            .expire(DeadlineFailure::of, time.instant());
    assertThat(expired)
        .singleElement()
        .extracting(one -> ((JobState.Failed) one.state()).why().code())
        .isEqualTo("timed_out");
  }

  @Test
  void aNewDayHasANewQuotaAndAJobIsSettledOnItsOwn() {
    limit(new LicenceLimits(null, null, new Quota(1, null, null), new Quota(2, null, null)));
    var first = desk.intake().accept(ORDER, "anna");
    refusal(ORDER);

    time.passes(Duration.ofHours(12));
    desk.intake().accept(ORDER, "anna");
    desk.endings().cancel(first);

    assertThat(used(DAY).jobs()).isZero();
    assertThat(used("2026-11-23").jobs()).isOne();
    assertThat(used("2026-11").jobs()).isOne();
  }

  @Test
  void periodsThatAreLongOverAreDeleted() {
    limitAll();
    desk.intake().accept(ORDER, "anna");
    var swept = new SettledQuotas(store.database(), time);

    time.passes(Duration.ofDays(60));
    swept.sweep();
    assertThat(rows()).isEqualTo(3);
    time.passes(Duration.ofDays(33));
    swept.sweep();

    assertThat(rows()).isOne();
    assertThat(used(NOW).jobs()).isOne();
  }

  @Test
  void withoutLimitsNothingIsWritten() {
    licences.put("anna", new Licence("anna", Set.of()));

    var job = desk.intake().accept(ORDER, "anna");

    assertThat(now(job).reserved()).isNull();
    assertThat(rows()).isZero();
  }

  @Test
  void anOrderWithoutAPriceIsRefusedToALicenceWithAQuotaOfMoney() {
    limitAll();
    var unpriced =
        new VideoOrder("unpriced", "unpriced", "A fox", "1280x720", 8, false, false, false, null);

    var refused = refusal(unpriced);

    assertThat(refused.code()).isEqualTo("model_without_price");
    assertThat(refused.sentence())
        .isEqualTo(
            "The model unpriced has no price for this order, so a licence with a quota of money"
                + " may not order it.");
    limit(new LicenceLimits(null, null, new Quota(5, null, null), Quota.NONE));
    desk.intake().accept(unpriced, "anna");
  }

  @Test
  void aModelThatTheLicenceDoesNotHaveIsRefused() {
    licences.put("anna", new Licence("anna", Set.of(), Set.of("unpriced"), LicenceLimits.NONE));

    var refused = refusal(ORDER);

    assertThat(refused.code()).isEqualTo("model_not_found");
    assertThat(refused.sentence()).isEqualTo("This licence may not order the model m.");
    assertThat(jobs()).isZero();
  }

  /** Like the lines of a batch whose licence was revoked, or has left the configuration. */
  @Test
  void anOrderOfALicenceThatIsNotInForceIsRefused() {
    licences.put("anna", new Licence("anna", Set.of(), Set.of(), LicenceLimits.NONE));

    for (var owner : List.of("anna", "nobody")) {
      var refused =
          catchThrowableOfType(OrderRefused.class, () -> desk.intake().accept(ORDER, owner));
      assertThat(refused.code()).isEqualTo("licence_ended");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.sentence()).isEqualTo("The licence of this order is not in force.");
    }
    assertThat(jobs()).isZero();
  }

  @Test
  void theRepetitionOfARequestReservesNothing() {
    limitAll();
    desk.intake().accept(ORDER, "anna", key());

    assertThatExceptionOfType(AlreadyAnswered.class)
        .isThrownBy(() -> desk.intake().accept(ORDER, "anna", key()));

    assertThat(used(DAY).jobs()).isOne();
    assertThat(used(NOW).jobs()).isOne();
  }

  private RequestKey key() {
    return RequestKey.chosen("anna", "k-1", "same", time.instant());
  }

  @Test
  void theFirstLinesOfAFileAreAcceptedAndTheOthersRefused() {
    limit(new LicenceLimits(null, null, new Quota(5, null, null), Quota.NONE));

    var refused = accept(lines(12));
    var again = accept(lines(5));

    assertThat(refused).containsExactly(6, 7, 8, 9, 10, 11, 12);
    assertThat(again).isEmpty();
    assertThat(jobs()).isEqualTo(5);
    assertThat(used(DAY).jobs()).isEqualTo(5);
  }

  @Test
  void linesOfAFileWaitWhileTooManyJobsAreOpen() {
    limit(new LicenceLimits(null, 3, Quota.NONE, Quota.NONE));
    assertThatExceptionOfType(TooManyJobs.class).isThrownBy(() -> accept(lines(4)));
    assertThat(jobs()).isEqualTo(3);

    desk.endings().cancel(claimed(JobStep.SUBMIT));

    assertThat(accept(lines(4))).isEmpty();
    assertThat(jobs()).isEqualTo(4);
    assertThat(used(NOW).jobs()).isEqualTo(3);
  }

  @Test
  void theUsageIsThatOfJobsThatHaveEndedDeletedOrNot() {
    List.of("anna", "bert").forEach(name -> licences.put(name, new Licence(name, Set.of())));
    submitted(report(Verdict.DONE, "0.25", false));
    desk.steps().delivered(claimed(JobStep.DELIVER), List.of(FILE));
    time.passes(Duration.ofHours(12));
    desk = desk("node-of-the-next-day");
    var second = submitted(report(Verdict.DONE, null, false));
    desk.steps().delivered(claimed(JobStep.DELIVER), List.of(FILE));
    desk.endings().delete(second);
    submitted(report(Verdict.REFUSED, "0.05", true));
    desk.intake().accept(ORDER, "bert");

    var first = new BigDecimal("0.25");
    var others = new BigDecimal("0.13");
    var day = LocalDate.parse(DAY);
    var next = day.plusDays(1);
    assertThat(usage(day, next, EnumSet.allOf(Group.class)))
        .containsExactly(
            new UsageRow("anna", day, "m", "cheap", 1, 0, 8, 4_711, first, "USD"),
            new UsageRow("anna", next, "m", "cheap", 2, 1, 8, 4_711, others, "USD"));
    assertThat(usage(next, next, Set.of(Group.LICENCE)))
        .containsExactly(new UsageRow("anna", null, null, null, 2, 1, 8, 4_711, others, "USD"));
    assertThat(usage(next.plusDays(1), next.plusDays(9), Set.of())).isEmpty();
    assertThat(usage(day, next, EnumSet.allOf(Group.class), 1)).hasSize(1);
  }

  private List<UsageRow> usage(LocalDate from, LocalDate to, Set<Group> by) {
    return usage(from, to, by, 9);
  }

  private List<UsageRow> usage(LocalDate from, LocalDate to, Set<Group> by, int most) {
    return new UsageQueries(store.database(), "USD").find(new UsageQuery(from, to, by), most);
  }

  private static List<LineOrder> lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> new LineOrder(new BatchLine("b", n), ORDER, DeliveryOptions.USUAL))
        .toList();
  }

  private List<Integer> accept(List<LineOrder> lines) {
    var refused = new ArrayList<Integer>();
    desk.intake().acceptLines(lines, "anna", null, (line, why) -> refused.add(line.line()));
    return refused;
  }

  private static final Asset FILE =
      new Asset("file", "a.mp4", "video/mp4", 4_711, "ab".repeat(32), null);

  private void limitAll() {
    var quota = new Quota(10, 100L, BigDecimal.TEN);
    limit(new LicenceLimits(null, 5, quota, quota));
  }

  private void limit(LicenceLimits limits) {
    licences.put("anna", new Licence("anna", Set.of(), null, limits));
  }

  private OrderRefused refusal(Order order) {
    return catchThrowableOfType(OrderRefused.class, () -> desk.intake().accept(order, "anna"));
  }

  private Job submitted(Report report) {
    var job = written();
    desk.steps().submitted(job, report);
    return job;
  }

  private Job written() {
    desk.intake().accept(ORDER, "anna");
    var job = desk.steps().submitting(claimed(JobStep.SUBMIT));
    desk.steps().commitIntent(job);
    return now(job);
  }

  private Job claimed(JobStep step) {
    return Claims.of(desk, step, 1).getFirst();
  }

  private Job now(Job job) {
    return new JobQueries(store.database()).findAny(job.id()).orElseThrow();
  }

  private Usage used(String period) {
    return QuotaRows.find(store.database().reader(), "anna", period);
  }

  private int jobs() {
    return count("job");
  }

  private int rows() {
    return count("quota");
  }

  private int count(String table) {
    return store
        .database()
        .reader()
        .sql("select count(*) from " + table)
        .query(Integer.class)
        .single();
  }

  private Report report(Verdict verdict, @Nullable String amount, boolean billed) {
    var cost =
        amount == null ? null : new ReportedCost(new BigDecimal(amount), "USD", null, null, billed);
    return new Report(
        verdict == Verdict.REFUSED ? null : "t" + ++tasks,
        verdict,
        null,
        null,
        List.of("https://a.example/1.mp4"),
        null,
        cost);
  }
}
