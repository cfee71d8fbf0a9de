package dev.reelway.pause;

import dev.reelway.database.ChangedRows;
import dev.reelway.database.ChangedRows.Changes;
import dev.reelway.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * What is paused, as this node knows it: to ask costs no query. It is kept in the ledger, so that a
 * restart changes nothing. Where other nodes share the ledger, one query twice a second reads what
 * they have changed; while the database is unavailable, what is known goes on to hold.
 */
public final class Pauses implements SmartInitializingSingleton, AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.admin");

  private final Database database;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("pauses").factory());
  private final ChangedRows changedRows = new ChangedRows("pause", "kind", "name");
  private volatile Map<Pausable, Map<String, Instant>> known = Map.of();
  private boolean isBlind;

  Pauses(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Reads what is paused, and looks for changes from now on. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  public void afterSingletonsInstantiated() {
    refresh();
    if (database.shared()) {
      long millis = LOOK_EVERY.toMillis();
      thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs this each time that something was paused or resumed, on this node or another one. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The names of all that are paused. */
  public Set<String> names(Pausable kind) {
    return known.getOrDefault(kind, Map.of()).keySet();
  }

  /** Since when it is paused; empty if it is not. */
  public Optional<Instant> since(Pausable kind, String name) {
    return Optional.ofNullable(known.getOrDefault(kind, Map.of()).get(name));
  }

  /** Pauses it, on this node before this returns, and on all others within a second. */
  public void pause(Pausable kind, String name) {
    PauseRows.store(database, new Pause.Key(kind, name), clock.instant());
    refresh();
  }

  /** Ends its pause in the same way. */
  public void resume(Pausable kind, String name) {
    PauseRows.store(database, new Pause.Key(kind, name), null);
    refresh();
  }

  private void look() {
    try {
      refresh();
      isBlind = false;
    } catch (RuntimeException e) {
      blind(e);
    }
  }

  private void blind(RuntimeException failed) {
    if (isBlind) {
      LOG.debug("What other nodes have paused could still not be read", failed);
    } else {
      LOG.warn(
          "What other nodes have paused could not be read; this is tried again: {}",
          failed.toString());
      isBlind = true;
    }
  }

  /** Reads what has changed. */
  private void refresh() {
    if (read()) {
      listeners.forEach(Runnable::run);
    }
  }

  private synchronized boolean read() {
    var db = database.reader();
    var changes = changedRows.read(db, version -> PauseRows.since(db, version));
    changes.filter(Changes::areAll).ifPresent(all -> keepOnly(all.rows()));
    changes.ifPresent(some -> some.rows().forEach(this::change));
    return changes.isPresent();
  }

  /** Ends the pauses that the ledger does not have any more. */
  private void keepOnly(List<Pause> all) {
    var there = all.stream().map(Pause::of).toList();
    known.forEach(
        (kind, names) ->
            names.keySet().stream()
                .map(name -> new Pause.Key(kind, name))
                .filter(key -> !there.contains(key))
                .forEach(gone -> change(gone, null)));
  }

  private void change(Pause one) {
    change(one.of(), one.since());
  }

  private void change(Pause.Key of, @Nullable Instant since) {
    var names = new HashMap<>(known.getOrDefault(of.kind(), Map.of()));
    if (since != null) {
      if (!since.equals(names.put(of.name(), since))) {
        LOG.warn("The {} {} is paused since {}, until it is resumed", of.kind(), of.name(), since);
      }
    } else if (names.remove(of.name()) != null) {
      LOG.info("The {} {} is resumed", of.kind(), of.name());
    }
    var all = new EnumMap<Pausable, Map<String, Instant>>(Pausable.class);
    all.putAll(known);
    all.put(of.kind(), Map.copyOf(names));
    known = all;
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
