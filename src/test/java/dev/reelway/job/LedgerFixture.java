package dev.reelway.job;

import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import dev.reelway.job.JobState.Failure;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendered;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.JobState.Submitting;
import dev.reelway.media.ImageInfo;
import dev.reelway.order.ImageOrder;
import dev.reelway.order.Order;
import dev.reelway.order.VideoOrder;
import dev.reelway.sink.Asset;
import dev.reelway.upstream.RenderTask;
import dev.reelway.upstream.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A ledger with a neighbour on the same database, and jobs for it. */
abstract class LedgerFixture {

  static final Instant NOW = Instant.parse("2026-11-03T10:15:30.123Z");

  static final Instant DEADLINE = NOW.plusSeconds(1800);

  static final Duration LEASE = Duration.ofSeconds(60);

  static final Instant LEASE_END = NOW.plus(LEASE);

  static final Failure LATE = new Failure("timed_out", "It took too long.");

  static final Failure UNWANTED = new Failure("cancelled", "Nobody wants it any more.");

  static final Target TARGET = new Target("studio", "first-key", "studio-1-pro");

  static final RenderTask AT = new RenderTask(TARGET, "operations/7:a_b-c.d");

  static final Asset IMAGE_FILE =
      new Asset("file", "2026-11-03/a.webp", "image/webp", 4_711, "ab".repeat(32), null);

  static final Asset VIDEO_FILE =
      new Asset(
          "file", "2026-11-03/a.mp4", "video/mp4", 5_000_000_000L, "cd".repeat(32), IMAGE_FILE);

  static final Failure REFUSED = new Failure("refused", "„Nein“ 🦊 'no' \\ \" \n\t; --");

  static final WaitQueue LINE = new WaitQueue(List.of(TARGET));

  static final ImageInfo GIVEN = new ImageInfo("ef".repeat(32), "image/png", 77, 640, 480);

  static final List<JobState> OPEN_STATES =
      List.of(
          new Queued(),
          new Submitting(TARGET, null, null),
          new Submitting(TARGET, NOW, null),
          new Submitting(TARGET, NOW, NOW.plusSeconds(120)),
          new Rendering(AT, 42),
          new Rendered(AT, List.of()),
          new Rendered(AT, List.of("https://studio.example/videos/1?sig=ä&x=%20", "/2.png")));

  static final List<JobState> ENDED_STATES =
      List.of(
          new Delivered(AT, List.of(VIDEO_FILE), null),
          new Delivered(AT, List.of(VIDEO_FILE), NOW.plusSeconds(60)),
          new Delivered(AT, List.of(IMAGE_FILE, IMAGE_FILE), null),
          new Failed(AT, REFUSED),
          new Failed(null, UNWANTED));

  static final List<JobState> ALL_STATES =
      Stream.concat(OPEN_STATES.stream(), ENDED_STATES.stream()).toList();

  static final Order SENT =
      new VideoOrder("sora-2", "sora-2", "a fox", "1280x720", 8, false, false, false, null);

  static final List<Order> ORDERS =
      List.of(
          order("a fox"),
          order("Füchse 🦊🏽 im Schnee\r\n\t'; drop table job; -- \" \\ \u2028 \u0001 日本語 עברית"),
          order("🦊".repeat(32_000)),
          new VideoOrder("a-hd-pro", "a", "all of it", "1792x1024", 25, true, true, true, null),
          new ImageOrder("b", "b", "two cats", "1024x1536", 2, "webp", true, List.of(GIVEN)),
          order("from an image").withReferences(List.of(GIVEN)),
          new VideoOrder(
              "a", "a", "again", "720x1280", 4, false, false, false, "video_" + "0".repeat(32)));

  final TestDatabase store;

  final Ledger ledger;

  final Ledger neighbour;

  LedgerFixture(TestDatabase store) {
    this.store = store;
    this.ledger = new Ledger(store.database(), "this-node");
    this.neighbour = new Ledger(store.database(), "another-node");
  }

  @AfterEach
  void close() {
    store.close();
  }

  Job placed(Job job) {
    if (ledger.queries().findAny(job.id()).isEmpty()) {
      ledger.records().insert(List.of(job));
    }
    var held = claim(ledger, job.due()).getFirst();
    var placed = moved(held, new Submitting(TARGET, null, null)).dueAt(LEASE_END);
    ledger.records().commitAndKeep(placed);
    return placed;
  }

  /** The same state, of a render of its own. */
  static JobState withTask(JobState state) {
    var own = new RenderTask(TARGET, "task-" + System.identityHashCode(state));
    return switch (state) {
      case Rendering r -> new Rendering(own, r.progress());
      case Rendered r -> new Rendered(own, r.links());
      case Delivered d -> new Delivered(own, d.files(), d.expires());
      case Failed f -> new Failed(f.at() == null ? null : own, f.why());
      case Queued q -> q;
      case Submitting s -> s;
    };
  }

  static Order order(String prompt) {
    return new VideoOrder("sora-2", "sora-2", prompt, "720x1280", 4, false, false, false, null);
  }

  static Job accepted() {
    return Job.accepted(order("a fox"), "ann", null, NOW, DEADLINE);
  }

  static Job accepted(BatchLine line) {
    return Job.accepted(order("line " + line.line()), "ann", line, NOW, DEADLINE);
  }

  static List<Job> lines(String batch, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> accepted(new BatchLine(batch, n)))
        .toList();
  }

  List<Job> madeInThisOrder(int count) {
    var jobs =
        IntStream.range(0, count)
            .mapToObj(n -> NOW.plusMillis(n * 999L))
            .map(made -> Job.accepted(order("a fox"), "ann", null, made, DEADLINE))
            .toList();
    ledger.records().insert(List.of(jobs.get(count / 2)));
    ledger
        .records()
        .insert(jobs.stream().filter(job -> !job.equals(jobs.get(count / 2))).toList().reversed());
    return jobs;
  }

  static Job dueAt(Instant due) {
    var job = accepted();
    return JobBuilder.like(accepted()).due(due).build();
  }

  static Job withDeadline(Job job, Instant deadline) {
    return JobBuilder.like(job).deadline(deadline).build();
  }

  /** What the database must refuse cannot be said otherwise. */
  static Job withLicence(Job job, @Nullable String licence) {
    return JobBuilder.like(job).licence(licence).build();
  }

  /** The job, taken in and claimed. */
  Job claimed(Job job) {
    ledger.records().insert(List.of(job));
    return claim(1).getFirst();
  }

  /** A job that was claimed and committed in this state, every column of it filled. */
  Job delivered(String task, @Nullable Instant expires) {
    return inState(new Delivered(new RenderTask(TARGET, task), List.of(VIDEO_FILE), expires));
  }

  Job inState(JobState state) {
    var committed = moved(claimed(accepted()), state);
    ledger.records().commit(committed);
    return committed;
  }

  static Job moved(Job job, JobState state) {
    boolean ends = state instanceof Delivered || state instanceof Failed;
    return JobBuilder.like(job)
        .sent(SENT)
        .state(state)
        .attempts(3)
        .due(LEASE_END)
        .ended(ends ? NOW.plusSeconds(7) : null)
        .build();
  }

  List<Job> claim(int limit) {
    return claim(ledger, limit);
  }

  static List<Job> claim(Ledger by, int limit) {
    return Claims.of(by, JobState.Name.QUEUED, limit, NOW, LEASE);
  }

  static List<Job> claim(Ledger by, Instant now) {
    return claim(by, JobState.Name.QUEUED, now);
  }

  static List<Job> claim(Ledger by, JobState.Name state, Instant now) {
    return Claims.of(by, state, 10, now, LEASE);
  }

  Job found(Job job) {
    return ledger.queries().findAny(job.id()).orElseThrow();
  }

  static List<String> ids(List<Job> jobs) {
    return jobs.stream().map(Job::id).toList();
  }

  static BatchLine line(Job job) {
    return Objects.requireNonNull(job.batch());
  }

  /** Every other worker is of the neighbouring node. */
  Ledger node(int worker) {
    return worker % 2 == 0 ? ledger : neighbour;
  }

  interface Work<T> {
    T by(int worker) throws Exception;
  }

  static <T> List<Callable<T>> times(int workers, Work<T> work) {
    return IntStream.range(0, workers).<Callable<T>>mapToObj(n -> () -> work.by(n)).toList();
  }

  /** A batch that its owner has cancelled. */
  void insertCancelled(String batch) {
    store
        .database()
        .write(
            db ->
                db.sql(
                        """
                        insert into batch (id, licence, source, name, created_at, cancelled_at)
                        values (?, 'ann', 'foxes.csv', ?, 1, 1)
                        """)
                    .param(batch)
                    .param(batch)
                    .update());
  }

  void spoil(Job job, String how) {
    store
        .database()
        .write(db -> db.sql("update job set " + how + " where id = ?").param(job.id()).update());
  }
}
