package dev.reelway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reelway.stories.Service;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class GroupCommitTest {

  private final SingleConnectionDataSource source = new SingleConnectionDataSource();

  @BeforeEach
  void aDatabase(@TempDir Path home) {
    source.setUrl("jdbc:sqlite:" + home.resolve("one.db"));
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
