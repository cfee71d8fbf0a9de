package dev.reelway.idempotency;

import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says in the ledger that this process is alive, once a second while callers wait for it and for
 * some seconds afterwards: when it is killed, others find out that its callers got no answer.
 */
public final class Heartbeat implements AutoCloseable {

  /** How often a process says that it is alive. */
  public static final Duration EVERY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.api");
  private static final Duration AFTERWARDS = Duration.ofSeconds(5);

  private final Database database;
  private final Clock clock;
  private final String process = UUID.randomUUID().toString();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("heartbeat").factory());
  private volatile Instant until = Instant.MIN;

  public Heartbeat(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Starts to beat. */
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  public Heartbeat start() {
    thread.scheduleWithFixedDelay(
        this::beatIfNeeded, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** The name of this process, unique among all that ever use the ledger. */
  public String process() {
    return process;
  }

  /** A caller begins to wait. */
  public void begin() {
    waiting.incrementAndGet();
  }

  /** A caller has its answer, or has left. */
  public void end() {
    until = clock.instant().plus(AFTERWARDS);
    waiting.decrementAndGet();
  }

  private void beatIfNeeded() {
    try {
      if (waiting.get() > 0 || clock.instant().isBefore(until)) {
        beat();
      }
    } catch (RuntimeException e) {
      LOG.debug("The heartbeat could not be recorded", e);
    }
  }

  /** Says that this process is alive. */
  void beat() {
    database.write(
        db ->
            db.sql(
                    """
                    insert into heartbeat (process, seen_at) values (?, ?)
                    on conflict (process) do update set seen_at = excluded.seen_at
                    """)
                .param(process)
                .param(clock.millis())
                .update());
  }

  /** Deletes the heartbeats of processes that have ended, once no request names them. */
  static int sweep(JdbcClient db, Instant before) {
    return db.sql("delete from heartbeat where seen_at < ?").param(before.toEpochMilli()).update();
  }

  /** Who has got an answer until now is known from the last beat. */
  @Override
  public void close() {
    thread.shutdown();
    beatIfNeeded();
  }
}
