package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.job.TestDatabase;
import dev.reelway.stories.Service;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.env.MockEnvironment;

/** What happens to work while the primary changes, becomes read-only, or ends its sessions. */
@ResourceLock(TestDatabase.POSTGRES)
class FailoverTest {

  private static final Duration SHORT = Duration.ofSeconds(1);

  private final String url = TestDatabase.postgresUrl();
  private final AtomicInteger runs = new AtomicInteger();

  @BeforeEach
  void aTable() throws SQLException {
    ReadOnlyServer.run(url, "drop table if exists note");
    ReadOnlyServer.run(url, "create table note (n integer primary key)");
  }

  @AfterEach
  void asItWas() throws SQLException {
    ReadOnlyServer.run(url, "alter system reset synchronous_standby_names");
    ReadOnlyServer.run(url, "select pg_reload_conf()");
    ReadOnlyServer.run(url, "drop table note");
  }

  @Test
  void aSessionThatBecameReadOnlyIsReplaced() throws SQLException {
    try (var node = new Pools(url, SHORT)) {
      node.write(1);
      inEachSession(node.writing, "set default_transaction_read_only = on");

      node.write(2);

      assertThat(node.count()).isEqualTo(2);
      assertThat(node.sessions.outage()).isEmpty();
    }
  }

  @Test
  void aWriteWaitsUntilTheServerTakesWritesAgain() throws Exception {
    try (var node = new Pools(url, Service.PATIENCE)) {
      CompletableFuture<Void> written;
      try (var switched = new ReadOnlyServer(url)) {
        written = CompletableFuture.runAsync(() -> node.write(1));
        await().atMost(Service.PATIENCE).until(() -> node.sessions.outage().isPresent());

        assertThat(written).isNotDone();
        assertThat(node.count()).isZero();
      }
      assertThat(written).succeedsWithin(Service.PATIENCE);
      assertThat(node.count()).isEqualTo(1);
    }
  }

  @Test
  void aWriteIsRefusedWhenThatTakesTooLongAndThenAtOnce() throws Exception {
    try (var node = new Pools(url, SHORT)) {
      try (var switched = new ReadOnlyServer(url)) {
        assertThatExceptionOfType(DatabaseUnavailable.class).isThrownBy(() -> node.write(1));
        await().atMost(Service.PATIENCE).until(() -> refusedAtOnce(node));

        assertThat(node.sessions.outage().orElseThrow().reason())
            .isEqualTo(WriteOutage.Reason.READ_ONLY);
        assertThat(node.health()).contains("DOWN", "read-only");
      }
      await().atMost(Service.PATIENCE).until(() -> node.sessions.outage().isEmpty());
      node.write(2);

      assertThat(node.count()).isEqualTo(1);
      assertThat(node.health()).contains("UP", "writes=on");
    }
  }

  private boolean refusedAtOnce(Pools node) {
    int before = runs.get();
    try {
      node.write(1);
    } catch (DatabaseUnavailable refused) {
      return runs.get() == before && refused.getCause() == null;
    }
    return false;
  }

  @Test
  void workInASessionThatIsEndedRunsAgain() throws Exception {
    try (var node = new Pools(url, Service.PATIENCE)) {
      var written =
          CompletableFuture.supplyAsync(
              () ->
                  node.database.write(
                      db -> {
                        int inserted = insert(db, 1);
                        if (runs.incrementAndGet() == 1) {
                          db.sql("select pg_sleep(600)").query().singleRow();
                        }
                        return inserted;
                      }));
      await().atMost(Service.PATIENCE).until(() -> signal("terminate", "pg_sleep") > 0);

      assertThat(written).succeedsWithin(Service.PATIENCE);
      assertThat(runs).hasValue(2);
      assertThat(node.count()).isEqualTo(1);
    }
  }

  @Test
  void workWhoseCommitIsLostDoesNotRunAgain() throws Exception {
    try (var proxy = CuttingProxy.before(url);
        var node = new Pools(proxy.url(url), Service.PATIENCE)) {
      proxy.cutAfter("COMMIT");

      assertThatExceptionOfType(DatabaseUnavailable.class)
          .isThrownBy(() -> node.write(1))
          .withCauseInstanceOf(CommitUnknown.class);
      assertThat(runs).hasValue(1);
      await().atMost(Service.PATIENCE).until(() -> node.count() == 1);
    }
  }

  @Test
  void repeatableWorkWhoseCommitIsLostRunsAgain() throws Exception {
    try (var proxy = CuttingProxy.before(url);
        var node = new Pools(proxy.url(url), Service.PATIENCE)) {
      proxy.cutAfter("COMMIT");

      node.database.writeRepeatable(db -> insert(db, 1) + runs.incrementAndGet());

      assertThat(runs).hasValue(2);
      assertThat(node.count()).isEqualTo(1);
    }
  }

  @Test
  void insertsWhoseSharedCommitIsLostFindOutWhatItDid() throws Exception {
    try (var proxy = CuttingProxy.before(url);
        var node = new Pools(proxy.url(url), Service.PATIENCE)) {
      proxy.cutAfter("COMMIT");

      int written = node.database.insert(db -> insert(db, 1), db -> 10 + insert(db, 1));

      assertThat(written).isEqualTo(10);
      assertThat(node.count()).isEqualTo(1);
    }
  }

  /** Whoever waits for a transaction with others is told as well. */
  @Test
  void allWhoInsertWhileTheServerIsAwayAreTold() throws Exception {
    try (var proxy = CuttingProxy.before(url);
        var node = new Pools(proxy.url(url), SHORT, 1_000);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      node.write(0);
      proxy.refuse();
      var all =
          IntStream.range(1, 200)
              .mapToObj(n -> CompletableFuture.runAsync(() -> node.insertShared(n), callers))
              .toList();

      assertThat(all)
          .allSatisfy(
              told ->
                  assertThat(told)
                      .failsWithin(Service.PATIENCE)
                      .withThrowableThat()
                      .withCauseInstanceOf(DatabaseUnavailable.class));
      proxy.restore();
      await().ignoreExceptions().atMost(Service.PATIENCE).until(() -> node.insertShared(1) == 1);
      assertThat(node.count()).isEqualTo(2);
    }
  }

  @Test
  void allSessionsMayBeCutAtOnce() throws Exception {
    try (var proxy = CuttingProxy.before(url);
        var node = new Pools(proxy.url(url), Service.PATIENCE)) {
      node.write(1);
      assertThat(node.count()).isEqualTo(1);
      proxy.cut();

      node.write(2);

      await().ignoreExceptions().atMost(Service.PATIENCE).until(() -> node.count() == 2);
    }
  }

  /** The row is there, and would be lost with the server: nobody may be told that it is safe. */
  @Test
  void aCommitThatDoesNotWaitForItsStandbyIsNone() throws Exception {
    try (var node = new Pools(url + "&options=-csynchronous_commit=on", Service.PATIENCE)) {
      node.write(1);
      ReadOnlyServer.run(url, "alter system set synchronous_standby_names = 'nobody'");
      ReadOnlyServer.run(url, "select pg_reload_conf()");
      var written = CompletableFuture.runAsync(() -> writeUntilItWaits(node));
      await().atMost(Service.PATIENCE).until(() -> signal("cancel", "COMMIT") > 0);

      assertThat(written)
          .failsWithin(Service.PATIENCE)
          .withThrowableOfType(Exception.class)
          .withCauseInstanceOf(DatabaseUnavailable.class);
    }
  }

  /** The server hears of the standby a moment later. */
  private void writeUntilItWaits(Pools node) {
    for (int n = 2; ; n++) {
      node.write(n);
    }
  }

  private int signal(String what, String query) {
    return JdbcClient.create(new DriverManagerDataSource(url))
        .sql(
            """
            select count(pg_%s_backend(pid)) from pg_stat_activity
            where query like '%%%s%%' and pid <> pg_backend_pid()
              and (wait_event = 'PgSleep' or wait_event = 'SyncRep')
            """
                .formatted(what, query))
        .query(Integer.class)
        .single();
  }

  private int insert(JdbcClient db, int n) {
    return db.sql("insert into note values (?) on conflict do nothing").param(n).update();
  }

  private static void inEachSession(HikariDataSource pool, String sql) throws SQLException {
    var all = new ArrayList<Connection>();
    for (int n = 0; n < pool.getMaximumPoolSize(); n++) {
      all.add(pool.getConnection());
    }
    for (var connection : all) {
      try (connection;
          var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /** The database as a node has it. */
  private final class Pools implements AutoCloseable {

    private final Sessions sessions;
    private final HikariDataSource writing;
    private final HikariDataSource reading;
    private final Database database;

    Pools(String url, Duration patience) {
      this(url, patience, 10_000);
    }

    Pools(String url, Duration patience, int timeoutMillis) {
      var properties = new DataSourceProperties();
      properties.setUrl(url);
      var settings =
          new PoolSettings(
              properties,
              new MockEnvironment()
                  .withProperty("spring.datasource.hikari.maximum-pool-size", "3")
                  .withProperty("spring.datasource.hikari.connection-timeout", "" + timeoutMillis));
      sessions = new Sessions(patience);
      writing = settings.postgresWriters(sessions);
      reading = settings.postgresReaders();
      database = new Database(writing, reading, true, sessions);
    }

    void write(int n) {
      database.write(db -> insert(db, n) + runs.incrementAndGet());
    }

    int insertShared(int n) {
      return database.insert(db -> insert(db, n), db -> 1);
    }

    int count() {
      return database.reader().sql("select count(*) from note").query(Integer.class).single();
    }

    String health() {
      return new DatabaseHealth(writing, true, sessions).health().toString();
    }

    @Override
    public void close() {
      database.close();
      reading.close();
      writing.close();
    }
  }
}
