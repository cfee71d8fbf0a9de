package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.stories.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class GroupCommitTest {

  private static final int ROUNDS = 60;
  private static final int MANY = 50;

  private final SingleConnectionDataSource source = new SingleConnectionDataSource();

  @BeforeEach
  void aDatabase(@TempDir Path home) {
    source.setUrl("jdbc:sqlite:" + home.resolve("one.db") + "?journal_mode=WAL");
    source.setSuppressClose(true);
  }

  @AfterEach
  void noDatabase() {
    source.destroy();
  }

  @Test
  void closingTwiceEndsTwice() {
    var writer = new GroupCommit(source);

    ended(writer::close);
    ended(writer::close);
  }

  @Test
  void whatWaitsIsCommittedBeforeItCloses() {
    var writer = new GroupCommit(source);
    writer.write(db -> db.sql("create table t (n integer)").update());
    writer.write(db -> db.sql("insert into t values (1)").update());
    ended(writer::close);

    assertThatIllegalStateException().isThrownBy(() -> writer.write(db -> 1));
    assertThat(new GroupCommit(source).<Integer>write(GroupCommitTest::count)).isEqualTo(1);
  }

  @Test
  void itClosesWhereTheDatabaseIsGone() {
    var writer = new GroupCommit(source);
    source.setUrl("jdbc:sqlite:/no/such/folder/one.db");

    ended(writer::close);

    assertThat(catchThrowable(() -> writer.write(db -> 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the ledger is closed");
  }

  /** Another one comes while a loop without a pause writes: almost always it is next. */
  @Test
  void aLoopDoesNotKeepOthersOut() {
    var writer = new GroupCommit(source);
    writer.write(db -> db.sql("create table t (n integer)").update());

    var rounds = Stream.generate(() -> writesBeforeAnother(writer)).limit(ROUNDS).sorted().toList();

    assertThat(rounds.get(ROUNDS * 9 / 10)).isLessThan(MANY);
    ended(writer::close);
  }

  private static int writesBeforeAnother(GroupCommit writer) {
    var other = new FutureTask<>(() -> writer.<Integer>write(GroupCommitTest::count));
    writer.write(db -> insertedWhileWaiting(db, new Thread(other)));
    int writes = 1;
    while (!other.isDone() && writes < MANY) {
      writer.write(GroupCommitTest::inserted);
      writes++;
    }
    assertThat(other).succeedsWithin(Service.PATIENCE);
    return writes;
  }

  private static int insertedWhileWaiting(JdbcClient db, Thread other) {
    other.start();
    Awaitility.await()
        .atMost(Service.PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(GroupCommitTest::hasTakenAGroup);
    return inserted(db);
  }

  /** Whether the thread of a group has taken it, and waits for its turn; or has it, with this. */
  private static boolean hasTakenAGroup() {
    return Thread.getAllStackTraces().values().stream()
        .map(List::of)
        .filter(frames -> runs(frames, "writeForAll"))
        .anyMatch(
            frames ->
                runs(frames, "acquireUninterruptibly") || runs(frames, "insertedWhileWaiting"));
  }

  private static boolean runs(List<StackTraceElement> frames, String method) {
    return frames.stream().anyMatch(frame -> frame.getMethodName().equals(method));
  }

  private static int inserted(JdbcClient db) {
    return db.sql("insert into t values (1)").update();
  }

  private static Integer count(JdbcClient db) {
    return db.sql("select count(*) from t").query(Integer.class).single();
  }

  /** On another thread: what hangs is a failure, and not the end of all tests. */
  private static void ended(Runnable work) {
    assertThat(
            CompletableFuture.runAsync(work)
                .orTimeout(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .succeedsWithin(Service.PATIENCE);
  }
}
