package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.upstream.Report;
import dev.reelway.upstream.Report.Verdict;
import dev.reelway.upstream.ReportPage;
import dev.reelway.upstream.Target;
import dev.reelway.upstream.Upstream;
import dev.reelway.upstream.Upstreams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How soon the ends of many renders are found by an upstream's list, and by how many requests: the
 * ledger, the desk and the polls as they are, with a clock set by hand and an upstream that lists
 * all it ever rendered, the newest first, a hundred a page. Renders take 90 s in the median,
 * log-normal, σ 0.5.
 */
public class ListPollingSimulationTest {

  private static final int PER_SECOND = 4;
  private static final int PAGE = 100;
  private static final int HANDS = 64;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Order ORDER =
      new VideoOrder("m", "m", "a cat", "720x1280", 10, false, false, false, null);

  private final TestDatabase store = TestDatabase.memory();
  private final SettableClock time = new SettableClock();
  private final Ledger ledger = new Ledger(store.database(), "this-node");
  private final JobDesk desk = desk();
  private final PollPlanner pollPlanner = new PollPlanner(desk, target -> true, time);
  private final Random random = new Random(7);
  private final List<Instant> ends = new ArrayList<>();
  private final List<Double> late = new ArrayList<>();
  private int pages;
  private int told;
  private int alone;

  /** The drill takes more. */
  protected int jobs() {
    return 2_500;
  }

  @AfterEach
  void closeTheLedger() {
    store.close();
  }

  @Test
  void aSteadyStreamIsFoundSoonByFewRequests() {
    simulate("a steady stream", PER_SECOND);

    assertThat(late95()).isLessThanOrEqualTo(5.0);
    assertThat(told / pages).isGreaterThanOrEqualTo(50);
  }

  @Test
  void whatCameAllAtOnceIsFoundSoonByFewRequests() {
    simulate("all at once", jobs());

    assertThat(late95()).isLessThanOrEqualTo(5.0);
    assertThat(told / pages).isGreaterThanOrEqualTo(50);
  }

  private void simulate(String what, int perSecond) {
    while (late.size() < jobs()) {
      render(Math.min(perSecond, jobs() - ends.size()));
      time.passes(TICK);
      for (var rounds = rounds(); !rounds.isEmpty(); rounds = rounds()) {
        rounds.forEach(this::ask);
      }
    }
    late.sort(null);
    System.getLogger("reelway.simulation")
        .log(
            System.Logger.Level.INFO,
            "{0}: found after {1} s (p95), {2} renders a page; {3} pages and {4} alone for {5}",
            what,
            late95(),
            told / pages,
            pages,
            alone,
            jobs());
  }

  private List<PollBatch> rounds() {
    return pollPlanner.batches(Claims.of(desk, JobStep.POLL, HANDS));
  }

  private double late95() {
    return late.get(jobs() * 95 / 100);
  }

  private void render(int count) {
    for (int i = 0; i < count; i++) {
      desk.intake().accept(ORDER, "anna");
    }
    for (var job : Claims.of(desk, JobStep.SUBMIT, count)) {
      long takes = Math.round(90_000 * Math.exp(0.5 * random.nextGaussian()));
      ends.add(time.instant().plusMillis(takes));
      desk.steps()
          .submitted(
              desk.steps().submitting(job),
              new Report(task(ends.size() - 1), Verdict.WORKING, null, null, List.of()));
    }
  }

  private void ask(PollBatch pollBatch) {
    if (!pollBatch.hasNextPage()) {
      pollBatch.jobs().forEach(this::askAlone);
      return;
    }
    var left = pollBatch;
    while (left.hasNextPage()) {
      left = read(left);
    }
    pollPlanner.leave(left);
  }

  private void askAlone(Job job) {
    alone++;
    int number = number(job);
    desk.steps().polled(job, report(number));
    find(number);
  }

  private PollBatch read(PollBatch pollBatch) {
    pages++;
    var page = page(pollBatch.after());
    var open = rendering(page);
    var left = pollPlanner.report(pollBatch, page);
    told += open.size();
    open.removeAll(rendering(page));
    open.forEach(task -> find(Integer.parseInt(task.substring(1))));
    return left;
  }

  private List<String> rendering(ReportPage page) {
    return store
        .database()
        .reader()
        .sql(
            """
            select task from job
            where upstream = 'up' and credential = 'key' and task in (:tasks)
              and state = 'rendering'
            """)
        .param("tasks", page.byTask().keySet())
        .query(String.class)
        .list();
  }

  private void find(int number) {
    var passed = Duration.between(ends.get(number), time.instant());
    if (!passed.isNegative()) {
      late.add(passed.toMillis() / 1000.0);
    }
  }

  private ReportPage page(@Nullable String after) {
    int newest = after == null ? ends.size() - 1 : Integer.parseInt(after.substring(1)) - 1;
    int oldest = Math.max(0, newest - PAGE + 1);
    var reports =
        IntStream.iterate(newest, number -> number >= oldest, number -> number - 1)
            .mapToObj(this::report)
            .toList();
    return new ReportPage(reports, oldest == 0 ? null : task(oldest));
  }

  private Report report(int number) {
    boolean done = !ends.get(number).isAfter(time.instant());
    return new Report(task(number), done ? Verdict.DONE : Verdict.WORKING, null, null, List.of());
  }

  private static String task(int number) {
    return "t" + number;
  }

  private static int number(Job job) {
    return Integer.parseInt(job.rendering().at().task().substring(1));
  }

  private JobDesk desk() {
    var upstream = new Upstream("up", "sora", "http://127.0.0.1:1", "key", "k", false);
    var upstreams =
        new Upstreams(Map.of("up", upstream), Map.of("m", List.of(new Target("up", "key", "m"))));
    var settings =
        new TestJobSettings().deadline(Duration.ofMinutes(60)).lease(Duration.ofMinutes(1)).build();
    return new JobDesk(
        ledger,
        new TargetPlanner(upstreams, ledger.queries(), (dialect, verb) -> true, time),
        settings,
        time);
  }
}
