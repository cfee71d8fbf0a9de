package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.database.Database;
import dev.reelway.job.JobState.Queued;
import dev.reelway.job.JobState.Rendering;
import dev.reelway.job.VideoFollower.Change;
import dev.reelway.job.VideoFollower.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What other processes change reaches those who follow the videos here. */
@ResourceLock(TestDatabase.POSTGRES)
class PostgresVideoFeedsTest extends LedgerFixture {

  private static final String MANY =
      """
      insert into job (id, licence, request, state, due, created_at, deadline, ended_at, deleted_at,
                       fence, attempts, progress)
      select 'video_' || lpad(to_hex(i), 32, '0'), 'l' || i % 2, repeat('x', 300),
             case when i % 3 = 0 then 'rendering' else 'delivered' end, i, i, i,
             case when i % 3 = 0 then null else i end, case when i % 5 = 1 then i else null end,
             0, 0, 0
      from generate_series(1, 20000) i
      """;

  private final SettableClock clock = new SettableClock(NOW);
  private final VideoFeeds feeds = new VideoFeeds(ledger.videoChanges(), clock);

  PostgresVideoFeedsTest() {
    super(TestDatabase.postgres());
  }

  @Test
  void eachChangeAtAnotherNodeIsToldOnce() throws Exception {
    var old = inState(new Rendering(AT, 5));
    var follower = feeds.follow("ann");
    assertThat(looked(follower)).isEmpty();

    var made = accepted();
    neighbour.records().insert(List.of(made));
    assertThat(looked(follower)).containsExactly(new Change(made.id(), Kind.CREATED));

    neighbour.expiry().cancel(old.id(), UNWANTED, NOW);
    assertThat(looked(follower)).containsExactly(new Change(old.id(), Kind.CHANGED));

    neighbour.retention().delete(made.id(), NOW);
    assertThat(looked(follower)).containsExactly(new Change(made.id(), Kind.DELETED));
    assertThat(looked(follower)).isEmpty();
  }

  @Test
  void progressAndAReturnToTheQueueAreTold() throws Exception {
    var job = inState(new Rendering(AT, 5));
    var follower = feeds.follow("ann");

    spoil(job, "progress = 42");
    assertThat(looked(follower)).containsExactly(new Change(job.id(), Kind.CHANGED));

    spoil(job, "state = 'queued', task = null");
    assertThat(looked(follower)).containsExactly(new Change(job.id(), Kind.CHANGED));
    assertThat(found(job).state()).isEqualTo(new Queued());
    assertThat(looked(follower)).isEmpty();
  }

  @Test
  void nobodyIsToldOfAnothersVideosNorOfImages() throws Exception {
    var follower = feeds.follow("bob");

    neighbour.records().insert(List.of(accepted()));
    neighbour.records().insert(List.of(Job.accepted(ORDERS.get(4), "bob", null, NOW, DEADLINE)));

    assertThat(looked(follower)).isEmpty();
  }

  @Test
  void thoseOfManyLicencesAreToldOfTheirOwnVideos() throws Exception {
    var names = IntStream.range(0, 230).mapToObj(n -> "licence-" + n).toList();
    var followers = names.stream().map(feeds::follow).toList();
    var made =
        names.stream()
            .map(name -> Job.accepted(ORDERS.getFirst(), name, null, NOW, DEADLINE))
            .toList();
    neighbour.records().insert(made);

    feeds.notifyOfOtherProcesses();

    for (int n = 0; n < names.size(); n++) {
      assertThat(followers.get(n).next(Duration.ZERO, 100))
          .containsExactly(new Change(made.get(n).id(), Kind.CREATED));
    }
  }

  /** One query each, one after another, would delay those who wait for their jobs. */
  @Test
  void aLookAtManyLicencesIsAFewQueries() {
    var queries = new AtomicInteger();
    var counting =
        new DriverManagerDataSource(TestDatabase.postgresUrl() + "&stringtype=unspecified") {
          @Override
          public Connection getConnection() throws SQLException {
            queries.incrementAndGet();
            return super.getConnection();
          }
        };
    var names = IntStream.range(0, 230).mapToObj(n -> "licence-" + n).collect(Collectors.toSet());

    try (var database = new Database(counting, counting, true)) {
      assertThat(new VideoChanges(database).since(names, NOW)).hasSize(230);
    }

    assertThat(queries).hasValue(5);
  }

  @Test
  void oneWhoHasLeftIsForgotten() throws Exception {
    var follower = feeds.follow("ann");
    follower.close();

    assertThat(feeds.followers("ann")).isZero();
    neighbour.records().insert(List.of(accepted()));
    assertThat(looked(follower)).isEmpty();
  }

  /** The database was away, or this node stood still. */
  @Test
  void whatOthersChangedDuringAStallIsTold() throws Exception {
    var follower = feeds.follow("ann");
    var made = accepted();
    neighbour.records().insert(List.of(made));
    clock.passes(Duration.ofSeconds(60));

    assertThat(looked(follower)).containsExactly(new Change(made.id(), Kind.CREATED));
    assertThat(looked(follower)).isEmpty();
    assertThat(follower.hasLost()).isFalse();
  }

  @Test
  void afterALongStallTheFollowersBeginAnew() throws Exception {
    var follower = feeds.follow("ann");
    clock.passes(Duration.ofMinutes(11));

    assertThat(looked(follower)).isEmpty();
    assertThat(follower.hasLost()).isTrue();
    try (var next = feeds.follow("ann")) {
      assertThat(looked(next)).isEmpty();
      assertThat(next.hasLost()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"created_at", "ended_at", "deleted_at"})
  void whoeverWouldMissSomeOfTooManyChangesBeginsAnew(String time) throws Exception {
    var follower = feeds.follow("ann");
    clock.passes(Duration.ofSeconds(5));
    change(time, VideoChanges.MOST, clock.instant());

    looked(follower);
    assertThat(follower.hasLost()).isTrue();
    follower.close();

    clock.passes(Duration.ofSeconds(3));
    try (var next = feeds.follow("ann")) {
      looked(next);
      assertThat(next.hasLost()).isFalse();
    }
  }

  @Test
  void fewerChangesAreAllTold() throws Exception {
    var follower = feeds.follow("ann");
    change("ended_at", VideoChanges.MOST - 1, NOW);
    feeds.notifyOfOtherProcesses();

    assertThat(follower.next(Duration.ZERO, 9_999)).hasSize(VideoChanges.MOST - 1);
    assertThat(follower.hasLost()).isFalse();
  }

  /** Other nodes create, end or delete some videos. */
  private void change(String what, int count, Instant when) {
    boolean isCreated = what.equals("created_at");
    var id = JobId.firstVideoAt(isCreated ? when : Instant.EPOCH);
    var sql =
        """
        insert into job (id, licence, request, state, due, created_at, deadline, fence, attempts,
                         progress, ended_at, deleted_at)
        select '%s' || lpad(to_hex(i), 20, '0'), 'ann', 'x', '%s', i, i, i, 0, 0, 0, %s, %s
        from generate_series(1, %d) i
        """
            .formatted(
                id,
                isCreated ? "queued" : "failed",
                what.equals("ended_at") ? when.toEpochMilli() : "null",
                what.equals("deleted_at") ? when.toEpochMilli() : "null",
                count);
    store.database().write(db -> db.sql(sql).update());
  }

  @Test
  void aLookReadsOnlyWhatMayHaveChanged() {
    store.database().write(db -> db.sql(MANY).update());
    store.database().reader().sql("vacuum analyze job").update();

    for (var sql : List.of(VideoChanges.OF_LICENCES, VideoChanges.ENDED, VideoChanges.DELETED)) {
      assertThat(plan(sql)).as(sql).noneMatch(step -> step.contains("Seq Scan"));
    }
    assertThat(plan(VideoChanges.OF_LICENCES)).anyMatch(step -> step.contains("job_state"));
    assertThat(plan(VideoChanges.ENDED)).anyMatch(step -> step.contains("job_ended"));
    assertThat(plan(VideoChanges.DELETED)).anyMatch(step -> step.contains("job_deleted"));
  }

  private List<String> plan(String sql) {
    var time = sql.equals(VideoChanges.OF_LICENCES) ? "'video_f'" : "19990";
    var filled =
        sql.replace(":licences", "'l0', 'l1'")
            .replace(":first", "'video_'")
            .replace(":last", "'video_g'")
            .replace(":since", time);
    return store
        .database()
        .reader()
        .sql("explain " + filled)
        .query((step, number) -> step.getString(1))
        .list();
  }

  private List<Change> looked(VideoFollower follower) throws InterruptedException {
    feeds.notifyOfOtherProcesses();
    return follower.next(Duration.ZERO, 100);
  }
}
