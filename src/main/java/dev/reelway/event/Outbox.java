package dev.reelway.event;

import dev.reelway.database.Database;
import dev.reelway.job.Endings;
import dev.reelway.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events in the ledger and their letters. An event is written in the transaction that ends its
 * job; a letter is claimed, told and noted as jobs are, under a lease and a fence.
 */
final class Outbox implements Endings {

  /** One look at each target that has a letter waiting, however many it has. */
  static final String DUE_TARGETS =
      """
      with recursive waiting (target) as (
        select min(target) from letter where due is not null
        union all
        select (select min(target) from letter where due is not null and target > waiting.target)
        from waiting where waiting.target is not null)
      select target from waiting
      where target is not null and exists (
        select 1 from letter where letter.target = waiting.target and due <= ?)
      """;

  static final String CLAIM =
      """
      with picked as materialized (
        select event, receiver from letter where target = ? and due <= ? order by due limit ? %s)
      update letter set owner = ?, fence = fence + 1, due = ?
      where (event, receiver) in (select event, receiver from picked)
      returning event, receiver
      """;

  private final Database database;
  private final String me;
  private final Receivers receivers;
  private final Runnable nudge;
  private final AtomicBoolean written = new AtomicBoolean();

  /**
   * @param me this process's name among all that ever claim from this ledger
   * @param nudge says that letters may wait
   */
  Outbox(Database database, String me, Receivers receivers, Runnable nudge) {
    this.database = database;
    this.me = me;
    this.receivers = receivers;
    this.nudge = nudge;
  }

  @Override
  public void ended(JdbcClient db, Job job) {
    var event = Event.of(job);
    var letters = receivers.letters(event, job);
    if (!letters.isEmpty() && insert(db, event)) {
      letters.forEach(letter -> insert(db, letter));
      written.set(true);
    }
  }

  @Override
  public void committed() {
    if (written.getAndSet(false)) {
      nudge.run();
    }
  }

  /** Has letters looked for that may wait. */
  void nudge() {
    nudge.run();
  }

  private static boolean insert(JdbcClient db, Event event) {
    return db.sql(
                """
                insert into event (id, licence, job, type, created_at) values (?, ?, ?, ?, ?)
                on conflict do nothing
                """)
            .param(event.id())
            .param(event.licence())
            .param(event.job())
            .param(event.type())
            .param(event.created().toEpochMilli())
            .update()
        > 0;
  }

  private static void insert(JdbcClient db, Letter letter) {
    boolean off = isOff(db, letter);
    db.sql(
            """
            insert into letter (event, receiver, licence, target, url, state, tries, due, fence, log)
            values (?, ?, ?, ?, ?, ?, 0, ?, 0, '[]')
            """)
        .param(letter.event().id())
        .param(letter.receiver().word())
        .param(letter.event().licence())
        .param(letter.target())
        .param(letter.url())
        .param(off ? Letter.Status.OFF.word() : letter.status().word())
        .param(off ? null : LetterRow.millis(letter.due()))
        .update();
  }

  private static boolean isOff(JdbcClient db, Letter letter) {
    return letter.url() != null
        && db.sql("select 1 from switched_off where licence = ? and url = ?")
            .param(letter.event().licence())
            .param(letter.url())
            .query(Integer.class)
            .optional()
            .isPresent();
  }

  /** The targets that a letter is due for. */
  List<String> dueTargets(Instant now) {
    return database.reader().sql(DUE_TARGETS).param(now.toEpochMilli()).query(String.class).list();
  }

  /**
   * Hands letters out that are due, longest due first, until the lease ends.
   *
   * @param most how many at the most, by target
   */
  List<Letter> claim(Map<String, Integer> most, Instant now, Duration lease) {
    return database.write(
        db -> {
          var letters = new ArrayList<Letter>();
          most.forEach(
              (target, limit) -> letters.addAll(claim(db, target, limit, now, now.plus(lease))));
          return letters;
        });
  }

  private List<Letter> claim(
      JdbcClient db, String target, int limit, Instant now, Instant leaseEnd) {
    return db
        .sql(CLAIM.formatted(database.skipLocked()))
        .param(target)
        .param(now.toEpochMilli())
        .param(limit)
        .param(me)
        .param(leaseEnd.toEpochMilli())
        .query((row, n) -> List.of(row.getString(1), row.getString(2)))
        .list()
        .stream()
        .map(key -> find(db, key.getFirst(), key.getLast()))
        .toList();
  }

  private static Letter find(JdbcClient db, String event, String receiver) {
    return db.sql(LetterRow.SELECT + "where l.event = ? and l.receiver = ?")
        .param(event)
        .param(receiver)
        .query(LetterRow::read)
        .single();
  }

  /**
   * Writes down what came of a claimed letter, and gives it back.
   *
   * @param url where it went to, if anywhere
   * @return whether it was still in this hand
   */
  boolean note(Letter letter, @Nullable String url, Instant now) {
    return database.write(
        db -> {
          boolean noted = note(db, letter) > 0;
          if (noted && url != null) {
            noteReceiver(db, letter, url, now);
          }
          return noted;
        });
  }

  private int note(JdbcClient db, Letter letter) {
    return db.sql(
            """
            update letter set state = ?, tries = ?, due = ?, owner = null, log = ?
            where event = ? and receiver = ? and fence = ? and owner = ?
            """)
        .param(letter.status().word())
        .param(letter.tries())
        .param(LetterRow.millis(letter.due()))
        .param(LetterRow.log(letter.log()))
        .param(letter.event().id())
        .param(letter.receiver().word())
        .param(letter.fence())
        .param(me)
        .update();
  }

  private static void noteReceiver(JdbcClient db, Letter letter, String url, Instant now) {
    var licence = letter.event().licence();
    switch (letter.status()) {
      case DELIVERED ->
          db.sql("delete from switched_off where licence = ? and url = ?")
              .param(licence)
              .param(url)
              .update();
      case OFF -> switchOff(db, licence, url, now);
      case WAITING, FAILED -> {}
    }
  }

  private static void switchOff(JdbcClient db, String licence, String url, Instant now) {
    db.sql("insert into switched_off (licence, url, since) values (?, ?, ?) on conflict do nothing")
        .param(licence)
        .param(url)
        .param(now.toEpochMilli())
        .update();
    db.sql(
            """
            update letter set state = 'off', due = null
            where licence = ? and url = ? and due is not null and owner is null
            """)
        .param(licence)
        .param(url)
        .update();
  }

  /** Leaves a receiver alone for a while: no letter to it is due before. */
  void rest(Letter letter, Instant until) {
    database.write(
        db ->
            db.sql(
                    """
                    update letter set due = ?
                    where target = ? and coalesce(url, '') = ? and due < ? and owner is null
                    """)
                .param(until.toEpochMilli())
                .param(letter.target())
                .param(letter.url() == null ? "" : letter.url())
                .param(until.toEpochMilli())
                .update());
  }

  /** Frees what earlier lives of this process held; only where nobody else shares the ledger. */
  public void release(Instant now) {
    database.write(
        db ->
            db.sql("update letter set owner = null, due = ? where owner is not null and owner <> ?")
                .param(now.toEpochMilli())
                .param(me)
                .update());
  }
}
