package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.reelway.job.TestDatabase;
import dev.reelway.stories.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
    callers.close();
    transactions.write(db -> db.sql("drop table note").update());
    source.close();
  }

  @Test
  void whoComesWhileTwoAreUnderWayShareTheNextTransaction() {
    var first = List.of(write(1, this::block), write(2, this::block));
    await().atMost(Service.PATIENCE).until(() -> begun.getCount() == 0);
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
    var first = List.of(write(1, this::block), write(2, this::block));
    await().atMost(Service.PATIENCE).until(() -> begun.getCount() == 0);
    var others = new ArrayList<CompletableFuture<Integer>>();
    others.add(write(3, db -> {}));
    var twice = write(1, db -> {});
    others.add(write(4, db -> {}));
    await().atMost(Service.PATIENCE).until(() -> transactions.waiting() == 3);
    free.countDown();

    assertThat(first).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(others).allSatisfy(SharedTransactionsTest::isWritten);
    assertThat(twice)
        .failsWithin(Service.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(DuplicateKeyException.class);
    assertThat(count("n")).isEqualTo(4);
  }

  @Test
  void oneCallerAloneNeedsNoOther() {
    var runs = new AtomicInteger();

    transactions.insert(db -> note(db, 1) + runs.incrementAndGet(), db -> 0);

    assertThat(runs).hasValue(1);
    assertThat(count("n")).isEqualTo(1);
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
