package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.database.CuttingProxy;
import dev.reelway.database.Database;
import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.idempotency.AlreadyAnswered;
import dev.reelway.idempotency.Outcome.Created;
import dev.reelway.idempotency.RequestKey;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.order.VideoOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Orders of many callers at once, equal ones and retries among them, while sessions end. */
@ResourceLock(TestDatabase.POSTGRES)
class InsertAuditTest {

  private static final int CALLERS = 400;
  private static final int SLOTS = 6;
  private static final String NAME = "audited";

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final String url = TestDatabase.postgresUrl();
  private final JdbcClient server = JdbcClient.create(new DriverManagerDataSource(url));
  private final CuttingProxy proxy;
  private final List<Node> nodes;

  InsertAuditTest() throws Exception {
    proxy = CuttingProxy.before(url);
    nodes = List.of(new Node(proxy.url(url)), new Node(proxy.url(url)));
  }

  @AfterEach
  void close() throws Exception {
    nodes.forEach(Node::close);
    proxy.close();
  }

  /** What a process has. */
  private static final class Node {

    private final HikariDataSource pool = new HikariDataSource();
    private final Database database = new Database(pool, pool, true);
    private final RequestKeys keys = new RequestKeys(database, Clock.systemUTC());
    private final JobRecords records = new Ledger(database, "this-node").records();

    Node(String url) {
      pool.setJdbcUrl(url + "&ApplicationName=" + NAME);
      pool.setConnectionTimeout(60_000);
    }

    void close() {
      database.close();
      pool.close();
    }
  }

  /**
   * What a caller was told.
   *
   * @param own the job that its order would be
   * @param told the job that it was answered with, or null if it was refused
   * @param unknown whether it was told that nobody knows
   */
  private record Answer(
      String own, @Nullable RequestKey key, @Nullable String told, boolean unknown) {}

  @RepeatedTest(2)
  void whatIsAnsweredIsThereOnceAndNothingElse() throws Exception {
    var answers =
        Together.run(IntStream.range(0, CALLERS).mapToObj(n -> caller(random.nextLong())).toList());

    var jobs = server.sql("select id from job").query(String.class).set();
    for (var answer : answers) {
      boolean created = answer.own().equals(answer.told());
      if (!answer.unknown()) {
        assertThat(jobs.contains(answer.own())).as("%s, seed %d", answer, seed).isEqualTo(created);
        assertThat(keysOf(answer.own()))
            .as("%s, seed %d", answer, seed)
            .isEqualTo(created && answer.key() != null ? 1 : 0);
      }
      if (answer.told() != null) {
        assertThat(jobs).as("%s, seed %d", answer, seed).contains(answer.told());
      }
    }
    assertThat(jobs).isSubsetOf(answers.stream().map(Answer::own).toList());
    assertThat(metadata()).isEqualTo(jobs).hasSizeGreaterThan(CALLERS / 4);
    assertChosenKeysAreOneJobEach(answers);
  }

  private static void assertChosenKeysAreOneJobEach(List<Answer> answers) {
    var told =
        answers.stream()
            .filter(answer -> answer.key() != null && answer.key().isChosen())
            .filter(answer -> answer.told() != null)
            .collect(
                Collectors.groupingBy(
                    answer -> Objects.requireNonNull(answer.key()).slot(),
                    Collectors.mapping(Answer::told, Collectors.toSet())));
    assertThat(told.values()).allSatisfy(jobs -> assertThat(jobs).hasSize(1));
  }

  private Callable<Answer> caller(long itsSeed) {
    var dice = new Random(itsSeed);
    return () -> {
      switch (dice.nextInt(30)) {
        case 0 -> endASession();
        case 1 -> proxy.cutAfter("COMMIT");
        default -> {}
      }
      return dice.nextInt(12) == 0 ? failing(dice) : ordering(dice);
    };
  }

  private Answer ordering(Random dice) {
    var job = job();
    var key = key(dice);
    try {
      var earlier =
          key != null && key.isRepeatable() ? node(dice).keys.find(key).orElse(null) : null;
      if (earlier instanceof Created(var object)) {
        return new Answer(job.id(), key, object, false);
      }
    } catch (DataAccessException unread) { // It is not ordered then.
      return new Answer(job.id(), key, null, false);
    }
    try {
      node(dice).records.insert(job, key, JobQuotas.NONE, Map.of());
      return new Answer(job.id(), key, job.id(), false);
    } catch (AlreadyAnswered answered) {
      return new Answer(job.id(), key, ((Created) answered.outcome()).object(), false);
    } catch (DatabaseUnavailable unknown) {
      return new Answer(job.id(), key, null, true);
    }
  }

  /** Its work fails after it has written. */
  private Answer failing(Random dice) {
    var job = job();
    var key = RequestKey.keyless("ann", slot(dice), 0, Instant.now(), Duration.ZERO);
    try {
      RequestKey.insert(
          node(dice).database,
          key,
          job.id(),
          db -> {
            throw new IllegalStateException("no job");
          });
      throw new AssertionError("was written");
    } catch (IllegalStateException refused) {
      return new Answer(job.id(), key, null, false);
    } catch (AlreadyAnswered answered) {
      return new Answer(job.id(), key, ((Created) answered.outcome()).object(), false);
    } catch (DatabaseUnavailable unknown) {
      return new Answer(job.id(), key, null, true);
    }
  }

  private Node node(Random dice) {
    return nodes.get(dice.nextInt(nodes.size()));
  }

  private static @Nullable RequestKey key(Random dice) {
    return switch (dice.nextInt(10)) {
      case 0 -> null;
      case 1 -> RequestKey.chosen("ann", slot(dice), "same", Instant.now());
      case 2, 3 -> RequestKey.keyless("ann", slot(dice), 1, Instant.now(), Duration.ZERO);
      default -> RequestKey.keyless("ann", slot(dice), 0, Instant.now(), Duration.ofMinutes(1));
    };
  }

  private static String slot(Random dice) {
    return "slot-" + dice.nextInt(SLOTS);
  }

  private static Job job() {
    var order =
        new VideoOrder("sora-2", "sora-2", "a heron", "1280x720", 4, false, false, false, null)
            .withMetadata(Map.of("of", "audit"));
    var now = Instant.now();
    return Job.accepted(order, "ann", null, now, now.plusSeconds(3600));
  }

  private void endASession() {
    server
        .sql(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = ? order by random() limit 1
            """)
        .param(NAME)
        .query()
        .listOfRows();
  }

  private int keysOf(String job) {
    return server
        .sql("select count(*) from request_key where object = ?")
        .param(job)
        .query(Integer.class)
        .single();
  }

  private Set<String> metadata() {
    return server.sql("select job from job_metadata").query(String.class).set();
  }
}
