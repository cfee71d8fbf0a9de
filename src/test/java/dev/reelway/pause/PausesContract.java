package dev.reelway.pause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reelway.SettableClock;
import dev.reelway.contracts.LogCapture;
import dev.reelway.database.Database;
import dev.reelway.job.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;

/** What is paused, on every database. */
@ExtendWith(LogCapture.class)
abstract class PausesContract {

  private final SettableClock clock = new SettableClock();
  private final List<Pauses> nodes = new ArrayList<>();
  private final TestDatabase store;
  private final Database database;

  PausesContract(TestDatabase store) {
    this.store = store;
    this.database = store.database();
  }

  @AfterEach
  void close() {
    nodes.forEach(Pauses::close);
    store.close();
  }

  /** A node that has started. */
  Pauses node() {
    var node = new Pauses(database, clock);
    nodes.add(node);
    node.afterSingletonsInstantiated();
    return node;
  }

  @Test
  void nothingIsPausedAtFirst() {
    assertThat(node().names(Pausable.UPSTREAM)).isEmpty();
    assertThat(node().since(Pausable.INBOX, "studio")).isEmpty();
  }

  @Test
  void aPauseSurvivesARestartAndIsToldInTheLog(CapturedOutput log) {
    var before = clock.instant();
    node().pause(Pausable.UPSTREAM, "studio");
    clock.passes(Duration.ofDays(3));

    var restarted = node();

    assertThat(restarted.names(Pausable.UPSTREAM)).containsExactly("studio");
    assertThat(restarted.names(Pausable.INBOX)).isEmpty();
    assertThat(restarted.since(Pausable.UPSTREAM, "studio")).contains(before);
    assertThat(log.getOut().lines().filter(line -> line.contains("The upstream studio is paused")))
        .hasSize(2);
  }

  @Test
  void aKindThatOnlyANewerVersionKnowsIsLeftOut() {
    database.write(
        db ->
            db.sql(
                    "insert into pause (kind, name, paused_at, version) values ('licence', 'a', 1,"
                        + " 1)")
                .update());
    var node = node();

    node.pause(Pausable.UPSTREAM, "studio");

    assertThat(node.names(Pausable.UPSTREAM)).containsExactly("studio");
    assertThat(node().names(Pausable.UPSTREAM)).containsExactly("studio");
  }

  /** A standby is promoted without the last commits, and gives their versions out again. */
  @Test
  void whatIsPausedAfterAFailoverIsKnownThoughItsVersionIsNotNew() {
    var node = node();
    node.pause(Pausable.UPSTREAM, "studio");
    node.pause(Pausable.UPSTREAM, "lost");

    database.write(
        db ->
            db.sql(
                    "update pause set kind = 'inbox', name = 'drop', paused_at = 1"
                        + " where name = 'lost'")
                .update());
    node.pause(Pausable.UPSTREAM, "studio");

    assertThat(node.names(Pausable.UPSTREAM)).containsExactly("studio");
    assertThat(node.names(Pausable.INBOX)).containsExactly("drop");
  }

  /** The operator repeats what was lost, after somebody else has paused another. */
  @Test
  void aPauseIsKnownThoughWhatHadItsVersionHasChangedSince() {
    var node = node();
    node.pause(Pausable.UPSTREAM, "studio");
    node.pause(Pausable.UPSTREAM, "repeated");

    database.write(
        db -> {
          db.sql("delete from pause where name = 'repeated'").update();
          return db.sql(
                  "insert into pause (kind, name, paused_at, version)"
                      + " values ('inbox', 'drop', 1, 2), ('upstream', 'repeated', 1, 3)")
              .update();
        });
    node.pause(Pausable.UPSTREAM, "studio");

    assertThat(node.names(Pausable.UPSTREAM)).containsExactlyInAnyOrder("studio", "repeated");
    assertThat(node.names(Pausable.INBOX)).containsExactly("drop");
  }

  /** Nothing has the version of the newest one that was lost. */
  @Test
  void aPauseIsKnownThoughItsVersionIsThatOfAnEarlierOneThatWasLost() {
    var node = node();
    node.pause(Pausable.UPSTREAM, "studio");
    node.pause(Pausable.UPSTREAM, "lost");
    node.pause(Pausable.UPSTREAM, "repeated");

    database.write(
        db -> {
          db.sql("delete from pause where name <> 'studio'").update();
          return db.sql(
                  "insert into pause (kind, name, paused_at, version)"
                      + " values ('inbox', 'drop', 1, 2), ('upstream', 'repeated', 1, 4)")
              .update();
        });
    node.pause(Pausable.UPSTREAM, "studio");

    assertThat(node.names(Pausable.UPSTREAM)).containsExactlyInAnyOrder("studio", "repeated");
    assertThat(node.names(Pausable.INBOX)).containsExactly("drop");
  }

  @Test
  void aPauseThatAFailoverHasLostIsOver() {
    var node = node();
    node.pause(Pausable.UPSTREAM, "lost");

    database.write(db -> db.sql("delete from pause").update());
    node.resume(Pausable.UPSTREAM, "lost");

    assertThat(node.names(Pausable.UPSTREAM)).isEmpty();
    node.pause(Pausable.UPSTREAM, "lost");
    assertThat(node.names(Pausable.UPSTREAM)).containsExactly("lost");
  }

  @Test
  void aSecondPauseLeavesTheFirstAsItIs() {
    var node = node();
    var before = clock.instant();
    node.pause(Pausable.INBOX, "drop");
    clock.passes(Duration.ofMinutes(5));

    node.pause(Pausable.INBOX, "drop");

    assertThat(node.since(Pausable.INBOX, "drop")).contains(before);
  }

  @Test
  void whatIsResumedCanBePausedAgain() {
    var node = node();
    var told = new ArrayList<Integer>();
    node.onChange(() -> told.add(node.names(Pausable.UPSTREAM).size()));

    node.resume(Pausable.UPSTREAM, "studio");
    node.pause(Pausable.UPSTREAM, "studio");
    node.pause(Pausable.UPSTREAM, "away");
    node.resume(Pausable.UPSTREAM, "studio");
    node.pause(Pausable.UPSTREAM, "studio");

    assertThat(told).containsExactly(1, 2, 1, 2);
    assertThat(node().names(Pausable.UPSTREAM)).containsExactlyInAnyOrder("studio", "away");
  }
}
