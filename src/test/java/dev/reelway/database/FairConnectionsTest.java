package dev.reelway.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairConnectionsTest {

  private static final int LONG_MILLIS = 60_000;

  private final List<HikariDataSource> pools = new ArrayList<>();

  @AfterEach
  void closePools() {
    pools.forEach(HikariDataSource::close);
  }

  @Test
  void whoAsksFirstIsServedFirst() throws Exception {
    var fair = new FairConnections(pool(1, LONG_MILLIS));
    var held = fair.getConnection();
    var served = new CopyOnWriteArrayList<Integer>();
    var all = new ArrayList<CompletableFuture<Void>>();
    for (int asker = 0; asker < 20; asker++) {
      int number = asker;
      all.add(
          CompletableFuture.runAsync(
              () -> serve(fair, number, served), task -> Thread.ofPlatform().start(task)));
      await().until(() -> fair.waiting() == number + 1);
    }

    held.close();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, SECONDS);

    assertThat(served).containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void whoWaitsTooLongIsToldLikeByThePool() throws Exception {
    var fair = new FairConnections(pool(1, 250));
    try (var held = fair.getConnection()) {
      assertThatThrownBy(fair::getConnection)
          .isInstanceOf(SQLTransientConnectionException.class)
          .hasMessageContaining("250 ms");
      assertThat(held.isClosed()).isFalse();
    }
    fair.getConnection().close();
  }

  @Test
  void aConnectionThatIsClosedTwiceGivesBackOneTurn() throws Exception {
    var fair = new FairConnections(pool(1, 250));
    for (int i = 0; i < 3; i++) {
      var connection = fair.getConnection();
      connection.close();
      connection.close();
    }

    var first = fair.getConnection();
    assertThatThrownBy(fair::getConnection).isInstanceOf(SQLTransientConnectionException.class);
    first.close();
  }

  @Test
  void aConnectionThatCannotBeOpenedTakesNoTurn() throws Exception {
    var pool = pool(1, 250);
    var fair = new FairConnections(pool);
    pool.close();

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(fair::getConnection).hasMessageContaining("closed");
    }
  }

  @Test
  void whatAConnectionThrowsArrivesAsItIs() throws Exception {
    var fair = new FairConnections(pool(1, LONG_MILLIS));
    try (var connection = fair.getConnection()) {
      assertThatThrownBy(() -> connection.prepareStatement("no SQL"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("syntax error");
    }
  }

  @Test
  void noTurnIsLostWhateverHappensToAConnection() throws Exception {
    int most = 4;
    var pool = pool(most, 500);
    var fair = new FairConnections(pool);
    var callers = new ArrayList<Thread>();
    for (int n = 0; n < 400; n++) {
      int number = n;
      callers.add(Thread.ofVirtual().start(() -> misuse(fair, number)));
      if (n % 5 == 0) {
        callers.get(n / 2).interrupt();
      }
      if (n % 50 == 0) {
        pool.getHikariPoolMXBean().softEvictConnections();
      }
    }
    for (var caller : callers) {
      caller.join();
    }

    var held = new ArrayList<Connection>();
    for (int n = 0; n < most; n++) {
      held.add(fair.getConnection());
    }
    assertThatThrownBy(fair::getConnection).isInstanceOf(SQLTransientConnectionException.class);
    for (var connection : held) {
      connection.close();
    }
  }

  private static void misuse(FairConnections fair, int number) {
    try (var connection = fair.getConnection()) {
      switch (number % 4) {
        case 0 -> connection.close();
        case 1 -> connection.abort(Runnable::run);
        case 2 -> connection.prepareStatement("no SQL");
        default -> Thread.currentThread().interrupt();
      }
    } catch (SQLException expected) { // As of the statement, or of the interruption.
      assertThat(expected.getMessage()).isNotNull();
    }
  }

  private static void serve(FairConnections fair, int number, List<Integer> served) {
    try (var connection = fair.getConnection()) {
      served.add(number);
      assertThat(connection.isValid(1)).isTrue();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private HikariDataSource pool(int most, int timeoutMillis) {
    var settings = new HikariConfig();
    settings.setJdbcUrl("jdbc:sqlite::memory:");
    settings.setMaximumPoolSize(most);
    settings.setConnectionTimeout(timeoutMillis);
    var pool = new HikariDataSource(settings);
    pools.add(pool);
    return pool;
  }
}
