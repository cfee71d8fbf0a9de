package dev.reelway.node;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The processes that share the ledger: each writes every ten seconds that it is there. One that has
 * ended counts for 40 seconds more. A ledger that is not shared has one.
 */
public final class Nodes implements SmartInitializingSingleton, AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Clocks of nodes may differ by some seconds. */
  private static final Duration GONE_AFTER = Duration.ofSeconds(40);

  /** A start with a migration, or on another machine, takes minutes. */
  private static final Duration NOT_BACK_AFTER = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");

  private final Database database;
  private final ClockHealth clockHealth;
  private final Clock clock;
  private final String me = UUID.randomUUID().toString();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("nodes").factory());

  Nodes(Database database, ClockHealth clockHealth, Clock clock) {
    this.database = database;
    this.clockHealth = clockHealth;
    this.clock = clock;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  public void afterSingletonsInstantiated() {
    if (database.shared()) {
      thread.scheduleWithFixedDelay(this::note, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** How many there are. */
  public int count() {
    return database.shared()
        ? database
            .reader()
            .sql("select count(*) from node where seen_at > ?")
            .param(clock.instant().minus(GONE_AFTER).toEpochMilli())
            .query(Integer.class)
            .single()
        : 1;
  }

  /**
   * Whether this process is the only one, and has been for a quarter of an hour: until then another
   * one may be restarted. The process that was here before this one is another one, too.
   */
  public boolean isAlone() {
    return !database.shared()
        || database
            .reader()
            .sql("select 1 from node where id <> ? and seen_at > ? limit 1")
            .params(me, clock.instant().minus(NOT_BACK_AFTER).toEpochMilli())
            .query(Integer.class)
            .optional()
            .isEmpty();
  }

  private void note() {
    try {
      long now = clock.millis();
      database.writeRepeatable(
          db ->
              db.sql(
                          """
                          insert into node (id, seen_at) values (?, ?)
                          on conflict (id) do update set seen_at = excluded.seen_at
                          """)
                      .param(me)
                      .param(now)
                      .update()
                  + db.sql("delete from node where seen_at < ?")
                      .param(now - NOT_BACK_AFTER.multipliedBy(2).toMillis())
                      .update());
      clockHealth.compare();
    } catch (RuntimeException e) {
      LOG.debug("This node could not write that it is there", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
