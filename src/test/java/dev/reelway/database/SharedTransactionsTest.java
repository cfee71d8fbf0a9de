package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.job.TestDatabase;
import dev.reelway.stories.Service;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

@ResourceLock(TestDatabase.POSTGRES)
class SharedTransactionsTest {

  private static final int CALLERS = 40;

  private final HikariDataSource source = new HikariDataSource();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch begun = new CountDownLatch(2);
  private final CountDownLatch free = new CountDownLatch(1);

  private Transactions transactions;

  @BeforeEach
  void aTable() {
    source.setJdbcUrl(TestDatabase.postgresUrl());
    transactions = new Transactions(source, new Sessions());
    transactions.write(db -> db.sql("drop table if exists note").update());
    transactions.write(
        db -> db.sql("create table note (n integer primary key, tx bigint)").update());
  }

  @AfterEach
  void close() {
    free.countDown();
    callers.close();
    transactions.write(db -> db.sql("drop table note").update());
    source.close();
  }

  @Test
  void whoComesWhileTwoAreUnderWayShareTheNextTransaction() {
    var first = blockBoth();
    var others = IntStream.range(3, CALLERS).mapToObj(n -> write(n, db -> {})).toList();
    await().atMost(Service.PATIENCE).until(() -> transactions.waiting() == others.size());
    free.countDown();

    assertThat(first).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(others).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(count("n")).isEqualTo(CALLERS - 1);
    assertThat(count("distinct tx")).isEqualTo(3);
  }

  @Test
  void theFailureOfOneIsItsOwn() {
    transactions.write(db -> note(db, 5));
    var first = blockBoth();
    var others = new ArrayList<CompletableFuture<Integer>>();
    others.add(write(3, db -> {}));
    var twice = write(5, db -> {});
    others.add(write(4, db -> {}));
    await().atMost(Service.PATIENCE).until(() -> transactions.waiting() == 3);
    free.countDown();

    assertThat(first).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(others).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(twice)
        .failsWithin(Service.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(DuplicateKeyException.class);
    assertThat(count("n")).isEqualTo(5);
  }

  @Test
  void oneCallerAloneNeedsNoOther() {
    var runs = new AtomicInteger();

    transactions.insert(db -> note(db, 1) + runs.incrementAndGet(), db -> 0);

    assertThat(runs).hasValue(1);
    assertThat(count("n")).isEqualTo(1);
  }

  @Test
  void anErrorOfOneIsItsOwn() {
    var first = blockBoth();
    var other = write(3, db -> {});
    var failing =
        write(
            4,
            db -> {
              throw new StackOverflowError();
            });
    var last = write(5, db -> {});
    await().atMost(Service.PATIENCE).until(() -> transactions.waiting() == 3);
    free.countDown();

    assertThat(first).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(List.of(other, last)).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(failing)
        .failsWithin(Service.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(StackOverflowError.class);
    assertThat(count("n")).isEqualTo(4);
  }

  @Test
  void anErrorInACommitLeavesItsOutcomeOpen() {
    transactions = new Transactions(new FailingCommit(source), new Sessions());

    int written = transactions.insert(db -> note(db, 1), db -> 10);

    assertThat(written).isEqualTo(10);
    assertThat(count("n")).isEqualTo(1);
  }

  /** The first commit is made, and then throws. */
  private static final class FailingCommit extends OpenedConnections {

    private final AtomicInteger commits = new AtomicInteger();

    FailingCommit(DataSource source) {
      super(source);
    }

    @Override
    Connection opened(Opening opening) throws SQLException {
      var connection = opening.open();
      return (Connection)
          Proxy.newProxyInstance(
              FailingCommit.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                var result = method.invoke(connection, arguments);
                if (method.getName().equals("commit") && commits.incrementAndGet() == 1) {
                  throw new StackOverflowError();
                }
                return result;
              });
    }
  }

  @Test
  void groupsThatHangHoldUpNobodyForLong() {
    transactions = new Transactions(source, new Sessions(Duration.ofSeconds(1)));
    var hanging = blockBoth();

    assertThat(write(3, db -> {})).satisfies(SharedTransactionsTest::isWritten);

    assertThat(hanging).noneMatch(CompletableFuture::isDone);
    free.countDown();
    assertThat(hanging).allSatisfy(SharedTransactionsTest::isWritten);
  }

  @Test
  void whoFindsItsLockTakenHoldsUpNobody() {
    var database = new Database(source, source, true);
    var holding =
        CompletableFuture.runAsync(
            () ->
                database.write(
                    db -> {
                      database.lock(db, "a");
                      block(db);
                      return 0;
                    }),
            callers);
    await().atMost(Service.PATIENCE).until(() -> begun.getCount() == 1);
    var waiting = IntStream.range(1, 5).mapToObj(n -> write(database, "a", n)).toList();
    await().atMost(Service.PATIENCE).until(() -> lockWaits() == waiting.size());

    assertThat(write(database, "b", 5)).satisfies(SharedTransactionsTest::isWritten);

    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    free.countDown();
    assertThat(holding).succeedsWithin(Service.PATIENCE);
    assertThat(waiting).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(count("n")).isEqualTo(5);
  }

  @Test
  void aCallerWhoIsInterruptedWritesNothingAndHoldsUpNobody() throws Exception {
    transactions = new Transactions(new FairConnections(source), new Sessions());
    var first = blockBoth();
    var thrown = new CompletableFuture<Throwable>();
    var interrupted =
        Thread.ofVirtual()
            .start(() -> write(3).handle((written, failure) -> thrown.complete(failure)).join());
    await().atMost(Service.PATIENCE).until(() -> transactions.waiting() == 1);
    var other = write(4, db -> {});
    await().atMost(Service.PATIENCE).until(() -> transactions.waiting() == 2);
    interrupted.interrupt();

    assertThat(thrown)
        .succeedsWithin(Service.PATIENCE)
        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
        .hasRootCauseInstanceOf(InterruptedException.class);
    free.countDown();
    assertThat(first).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(other).satisfies(SharedTransactionsTest::isWritten);
    assertThat(count("n")).isEqualTo(3);
  }

  private List<CompletableFuture<Integer>> blockBoth() {
    var both = List.of(write(1, this::block), write(2, this::block));
    await().atMost(Service.PATIENCE).until(() -> begun.getCount() == 0);
    return both;
  }

  /** On the thread of whoever calls this. */
  private CompletableFuture<Integer> write(int n) {
    try {
      return CompletableFuture.completedFuture(transactions.insert(db -> note(db, n), db -> 0));
    } catch (RuntimeException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private CompletableFuture<Integer> write(Database database, String lock, int n) {
    return CompletableFuture.supplyAsync(
        () ->
            database.insert(
                db -> {
                  database.lockShared(db, lock);
                  return note(db, n);
                },
                db -> 0),
        callers);
  }

  private CompletableFuture<Integer> write(int n, Consumer<JdbcClient> work) {
    return CompletableFuture.supplyAsync(
        () ->
            transactions.insert(
                db -> {
                  work.accept(db);
                  return note(db, n);
                },
                db -> 0),
        callers);
  }

  private void block(JdbcClient db) {
    begun.countDown();
    try {
      free.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int note(JdbcClient db, int n) {
    return db.sql("insert into note values (?, txid_current())").param(n).update();
  }

  private int lockWaits() {
    return JdbcClient.create(source)
        .sql("select count(*) from pg_locks where locktype = 'advisory' and not granted")
        .query(Integer.class)
        .single();
  }

  private static void isWritten(CompletableFuture<Integer> written) {
    assertThat(written).succeedsWithin(Service.PATIENCE).isEqualTo(1);
  }

  private int count(String what) {
    return JdbcClient.create(source)
        .sql("select count(%s) from note".formatted(what))
        .query(Integer.class)
        .single();
  }
}
