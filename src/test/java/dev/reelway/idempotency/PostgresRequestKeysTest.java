package dev.reelway.idempotency;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.job.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.jdbc.core.simple.JdbcClient;

@ResourceLock(TestDatabase.POSTGRES)
class PostgresRequestKeysTest extends RequestKeysContract {

  PostgresRequestKeysTest() {
    super(TestDatabase.postgres());
  }

  /** Many callers order the same, each for itself. */
  @Test
  void equalRequestsDoNotWaitForEachOther() throws Exception {
    var first = new CompletableFuture<Void>();
    var second = new CompletableFuture<Void>();
    var ended =
        CompletableFuture.supplyAsync(
            () -> {
              write(
                  "video_1",
                  () -> {
                    first.complete(null);
                    second.orTimeout(60, SECONDS).join();
                  });
              return true;
            },
            task -> Thread.ofPlatform().start(task));
    first.get(60, SECONDS);

    write("video_2", () -> {});
    second.complete(null);

    assertThat(ended.get(60, SECONDS)).isTrue();
  }

  private void write(String object, Runnable meanwhile) {
    var key = RequestKey.keyless("ann", "f1", 0, Instant.EPOCH, Duration.ZERO);
    RequestKey.write(
        store.database(),
        key,
        object,
        db -> {
          insert(db, object);
          meanwhile.run();
          return object;
        });
  }

  private static void insert(JdbcClient db, String object) {
    db.sql("insert into secret (name, bytes) values (?, '')").param(object).update();
  }
}
