package dev.reelway.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.database.CuttingProxy;
import dev.reelway.database.Database;
import dev.reelway.job.JobState.Delivered;
import dev.reelway.job.JobState.Failed;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresJobRecordsTest extends JobRecordsContract {

  private final AtomicInteger ended = new AtomicInteger();

  PostgresJobRecordsTest() {
    super(TestDatabase.postgres());
  }

  /** The lease ended with the commit: that it is gone does not mean that it was lost. */
  @Test
  void aCommitWhoseAnswerIsLostIsMadeOnce() throws Exception {
    var url = TestDatabase.postgresUrl();
    try (var proxy = CuttingProxy.before(url);
        var database = database(proxy.url(url))) {
      var far = new Ledger(database, "this-node", counting());
      var one = moved(claimed(accepted()), new Delivered(AT, List.of(VIDEO_FILE), null));
      var two = moved(claimed(accepted()), new Failed(null, UNWANTED));

      proxy.cutAfter("COMMIT");
      far.records().commit(one);
      proxy.cutAfter("COMMIT");
      assertThat(far.records().commitAll(List.of(two))).containsExactly(two.id());

      assertThat(found(one)).isEqualTo(one);
      assertThat(found(two)).isEqualTo(two);
      assertThat(ended).hasValue(2);
    }
  }

  private static Database database(String url) {
    return new Database(new DriverManagerDataSource(url), new DriverManagerDataSource(url), true);
  }

  private JobEndListener counting() {
    return new JobEndListener() {
      @Override
      public void ended(JdbcClient db, Job job) {
        ended.incrementAndGet();
      }

      @Override
      public void committed() {}
    };
  }
}
