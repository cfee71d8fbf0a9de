package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.job.JobModel.Kind;
import dev.reelway.job.JobState.Failed;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Some jobs, their upstreams and two nodes on one ledger, to which anything may happen that happens
 * to jobs. After each step, the ledger is compared with the model of each job.
 */
public final class JobWorld implements JobEndListener {

  /** A row of the ledger. */
  private record Row(Job job, @Nullable String owner, @Nullable String waitQueue) {}

  private static final int MOST_JOBS = 2;
  private static final List<Duration> PASSING =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(6),
          Duration.ofSeconds(1),
          Duration.ofSeconds(6),
          Duration.ofSeconds(20),
          Duration.ofSeconds(70),
          Duration.ofMinutes(3),
          Duration.ofMinutes(7),
          Duration.ofMinutes(31),
          Duration.ofHours(2));

  /** The longest wait between two retries or polls, and what is added at random. */
  private static final Duration LATEST = Duration.ofMinutes(6).plusSeconds(1);

  private static final Duration LONG_ENOUGH = Duration.ofMinutes(25);

  /** Four times a lease. */
  private static final Duration RENEWED_EVERY = Duration.ofSeconds(15);

  /** What is compared with the model as a part of it, or changes no job. */
  private static final Set<Happening.What> CHECKED =
      Set.of(Happening.What.CLAIM, Happening.What.WORK, Happening.What.EXPIRE, Happening.What.PASS);

  private final SettableClock clock = new SettableClock();
  private final Database database;
  private final JobNode[] nodes = new JobNode[2];
  private final Map<String, JobModel> models = new LinkedHashMap<>();
  private final List<JobWorker> workers = new ArrayList<>();
  private Map<String, Row> rows = Map.of();
  private int starts;

  JobWorld(Database database) {
    this.database = database;
    database.write(db -> db.sql("delete from job").update());
    database.write(db -> db.sql("delete from upstream_bound").update());
    database.write(db -> db.sql("delete from quota").update());
    nodes[0] = start();
    nodes[1] = start();
  }

  private JobNode start() {
    return JobNode.start("node-" + ++starts, database, this, clock);
  }

  @Override
  public void ended(JdbcClient db, Job job) {
    Objects.requireNonNull(models.get(job.id())).ended();
  }

  @Override
  public void committed() {}

  /** Plays all steps, then lets all go well until every job has ended; answers how each did. */
  List<String> play(List<Happening> steps) {
    for (var step : steps) {
      play(step.what(), step.choice());
      if (!CHECKED.contains(step.what())) {
        check();
      }
    }
    goesWell();
    return models.values().stream().map(JobModel::end).toList();
  }

  private void play(Happening.What what, int choice) {
    var node = nodes[choice % 2];
    switch (what) {
      case ACCEPT -> accept(node, choice / 2);
      case CLAIM -> claim(node, step(choice / 2), choice % MOST_JOBS + 1);
      case WORK -> work(choice);
      case PASS -> clock.passes(PASSING.get(choice % PASSING.size()));
      case RENEW -> node.desk().leases().renew();
      case DISCOVER -> node.desk().claims().discoverWaitQueues();
      case CALLBACK -> jobs().forEach(job -> node.desk().steps().calledBack(job));
      case EXPIRE -> expire(node);
      case CANCEL -> cancel(node, choice / 2);
      case RESTART -> restart(choice % 2, choice / 2 % 2 == 0);
    }
  }

  private void accept(JobNode node, int choice) {
    if (models.size() == MOST_JOBS) {
      return;
    }
    var kind = Kind.values()[choice % 4];
    var terms = node.desk().terms();
    var wait = JobNode.SETTINGS.longestWait();
    boolean atOnce = choice / 4 % 2 == 0;
    var intake = node.desk().intake();
    try (var watched = intake.acceptWatched(order(kind), "anna", null, atOnce, wait)) {
      var job = watched.first();
      var model = new JobModel(kind, job, terms.now().plus(wait), terms.renderedBy());
      models.put(job.id(), model);
      if (job.state().name() == JobState.Name.SUBMITTING) {
        workers.add(new JobWorker(node, JobStep.SUBMIT, job, model, clock::instant));
      }
    }
  }

  /** Of a job that can be claimed, most of the time. */
  private JobStep step(int choice) {
    var jobs = jobs();
    var state = jobs.isEmpty() ? null : jobs.get(choice % jobs.size()).state().name();
    return Stream.of(JobStep.values())
        .filter(one -> one.from() == state)
        .findFirst()
        .orElse(JobStep.values()[choice % 4]);
  }

  private void claim(JobNode node, JobStep step, int most) {
    var before = rows;
    for (var job : Claims.of(node.desk(), step, most)) {
      var row = Objects.requireNonNull(before.get(job.id()));
      boolean due = !row.job().due().isAfter(clock.instant().plusMillis(500));
      assertThat(due || row.owner() == null && row.waitQueue() != null)
          .as("%s is claimed, which is leased or not due", job.id())
          .isTrue();
      assertThat(job.fence()).as("fence of a claim").isGreaterThan(row.job().fence());
      workers.add(new JobWorker(node, step, job, model(job), clock::instant));
    }
    check();
  }

  private void work(int choice) {
    if (!workers.isEmpty()) {
      work(workers.get(choice % workers.size()), choice / workers.size());
    }
  }

  private void work(JobWorker worker, int choice) {
    var id = worker.model.id;
    var before = Objects.requireNonNull(rows.get(id));
    boolean held = worker.holds(before.job(), before.owner());
    var expected = worker.work(choice, held);
    workers.removeIf(JobWorker::isOver);
    check();
    var after = Objects.requireNonNull(rows.get(id));
    if (held) {
      follows(before.job(), after.job(), expected);
    } else {
      assertThat(after).as("%s, after a lease was lost", id).isEqualTo(before);
    }
  }

  private static void follows(Job before, Job after, JobExpectation expected) {
    assertThat(after.state().name()).as("%s", before).isIn(expected.state());
    if (after.state() instanceof Failed(var at, var why)) {
      assertThat(why.code()).as("%s", before).isEqualTo(expected.code());
    } else if (after.state().name() != JobState.Name.DELIVERED) {
      int counted = expected.attemptsAfter(before.attempts());
      assertThat(after.attempts()).as("attempts after %s", before).isEqualTo(counted);
    }
  }

  private void expire(JobNode node) {
    var before = rows;
    var expired = node.desk().endings().expire();
    for (var job : expired) {
      model(job).expired(Objects.requireNonNull(before.get(job.id())).job(), job, clock.instant());
    }
    cancels(node, expired);
    check();
    boolean isBack = node.desk().leases().isBackSince(JobEndings.MOST_OVERDUE);
    var overdue = clock.instant().minus(JobEndings.MOST_OVERDUE);
    for (var row : rows.values()) {
      boolean isLate = row.job().deadline().isBefore(overdue);
      boolean isLeft = (isBack || !isLate) && JobEndings.mayBeRendered(row.job());
      if (!row.job().state().isFinal() && !isLeft) {
        assertThat(model(row.job()).clock(row.job().state().name())).isAfter(clock.instant());
      }
    }
  }

  private void cancel(JobNode node, int choice) {
    if (!models.isEmpty()) {
      var jobs = jobs();
      cancels(node, node.desk().endings().cancel(jobs.get(choice % jobs.size())));
    }
  }

  private void cancels(JobNode node, List<Job> ended) {
    assertThat(node.cancellation().renders(ended))
        .as("renders that are cancelled")
        .noneMatch(job -> model(job).isDone());
  }

  private void restart(int which, boolean arrives) {
    var dead = nodes[which];
    workers.stream().filter(one -> one.node == dead).forEach(one -> one.killed(arrives));
    workers.removeIf(JobWorker::isOver);
    nodes[which] = start();
  }

  /** No job is lost, whatever has happened: a node that starts now brings each to its end. */
  private void goesWell() {
    workers.forEach(one -> one.killed(true));
    workers.clear();
    nodes[0] = start();
    var early = jobs().stream().filter(this::isEarly).toList();
    for (int round = 0; round < 60 && isAnyOpen(); round++) {
      passes(untilNext());
      expire(nodes[0]);
      nodes[0].desk().claims().discoverWaitQueues();
      check();
      for (var step : stepsOfOpenJobs()) {
        claim(nodes[0], step, MOST_JOBS);
      }
      while (!workers.isEmpty()) {
        work(workers.getFirst(), 0);
      }
    }
    models.values().forEach(JobModel::checkEnd);
    for (var job : early) {
      assertThat(model(job).end()).as("%s", job).isNotIn("wait_expired", "timed_out");
    }
  }

  /** As on a node that is well: its leases are renewed all the while. */
  private void passes(Duration some) {
    for (var left = some; left.isPositive(); left = left.minus(RENEWED_EVERY)) {
      clock.passes(left.compareTo(RENEWED_EVERY) < 0 ? left : RENEWED_EVERY);
      nodes[0].desk().leases().renew();
    }
  }

  private List<JobStep> stepsOfOpenJobs() {
    return Stream.of(JobStep.values())
        .filter(
            step -> rows.values().stream().anyMatch(row -> row.job().state().name() == step.from()))
        .toList();
  }

  /** Whether all that is left to do can be done before a clock of the job runs out. */
  private boolean isEarly(Job job) {
    var soon = clock.instant().plus(LONG_ENOUGH);
    return !job.state().isFinal() && job.deadline().isAfter(soon) && job.waitUntil().isAfter(soon);
  }

  private boolean isAnyOpen() {
    return rows.values().stream().anyMatch(row -> !row.job().state().isFinal());
  }

  private Duration untilNext() {
    return rows.values().stream()
        .filter(row -> !row.job().state().isFinal() && row.waitQueue() == null)
        .map(row -> Duration.between(clock.instant(), row.job().due()))
        .min(Duration::compareTo)
        .filter(wait -> !wait.isNegative())
        .orElse(Duration.ofSeconds(5));
  }

  private void check() {
    rows = read();
    rows.values()
        .forEach(
            row ->
                model(row.job())
                    .check(row.job(), row.owner(), row.waitQueue(), clock.instant().plus(LATEST)));
    assertThat(QuotaAudit.differences(database.reader())).isEmpty();
  }

  private List<Job> jobs() {
    return rows.values().stream().map(Row::job).toList();
  }

  private Map<String, Row> read() {
    var rows = new HashMap<String, Row>();
    database
        .reader()
        .sql("select " + JobRow.COLUMNS + ", owner, wait_queue from job")
        .query(
            (row, number) ->
                new Row(
                    JobRow.read(row, number), row.getString("owner"), row.getString("wait_queue")))
        .list()
        .forEach(row -> rows.put(row.job().id(), row));
    return rows;
  }

  private JobModel model(Job job) {
    return Objects.requireNonNull(models.get(job.id()));
  }

  private static Order order(Kind kind) {
    var model = kind.model();
    return kind == Kind.IMAGES
        ? new ImageOrder(model, model, "a cat", "1024x1024", 1, "png", false, List.of())
        : new VideoOrder(model, model, "a cat", "720x1280", 10, false, false, false, null);
  }
}
