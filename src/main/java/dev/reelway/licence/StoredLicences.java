package dev.reelway.licence;

import dev.reelway.database.ChangedRows;
import dev.reelway.database.Database;
import dev.reelway.licence.StoredLicence.Status;
import dev.reelway.licence.StoredLicence.StoredKey;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The licences of the ledger, as this node knows them: a request costs no query. Where other nodes
 * share the ledger, one query four times a second reads what they have changed. While the database
 * is unavailable, what is known goes on to hold.
 */
final class StoredLicences implements SmartInitializingSingleton, AutoCloseable {

  /** With the time that a caller needs to end, a change is known within a second. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private static final int MOST_NAMED = 20;

  private static final Logger LOG = LoggerFactory.getLogger("reelway.licences");

  private final Supplier<Database> database;
  private final LicenceKeys keys;
  private final Clock clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("licences").factory());

  /** Whether this node itself has changed what it could not read again. */
  private volatile boolean isBehind;

  private final ChangedRows changedRows = new ChangedRows("licence", "name");
  private volatile Known known = Known.NONE;

  /**
   * @param database opened by the first query, so that settings are checked before
   */
  StoredLicences(Supplier<Database> database, LicenceKeys keys, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.clock = clock;
  }

  private record Known(Map<String, StoredLicence> byName, Map<String, StoredLicence> byDigest) {

    static final Known NONE = new Known(Map.of(), Map.of());

    Known with(List<StoredLicence> changed) {
      var names = new HashMap<>(byName);
      var digests = new HashMap<>(byDigest);
      for (var one : changed) {
        names.put(one.name(), one);
        one.keys().forEach(key -> digests.put(key.digest(), one));
      }
      return new Known(Map.copyOf(names), Map.copyOf(digests));
    }
  }

  /** Reads all of them, and looks for changes from now on. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The task catches what it throws.
  public void afterSingletonsInstantiated() {
    refresh();
    warnOfOtherSecrets();
    thread.scheduleWithFixedDelay(
        this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void warnOfOtherSecrets() {
    var now = clock.instant();
    var names =
        known.byName.values().stream()
            .filter(one -> one.status(now) == Status.ACTIVE && !one.terms().areOfTokens())
            .filter(one -> one.keys().stream().noneMatch(key -> isOurs(key) && key.isValid(now)))
            .map(StoredLicence::name)
            .sorted()
            .limit(MOST_NAMED)
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      LOG.warn(
          "The keys of these licences were made with another reelway.secret and do not work: {}."
              + " Set the secret that other nodes have, or give each licence another key.",
          names);
    }
  }

  private boolean isOurs(StoredKey key) {
    return key.secret().equals(keys.secretId());
  }

  /** Runs this each time that a licence may have changed or expired. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Reads what has changed. */
  void refresh() {
    read();
    notifyListeners();
  }

  /** The same after a change that is committed: what fails here is repeated soon. */
  void refreshOwn() {
    isBehind = true;
    look();
  }

  /** One that fails keeps no other, and no licence, from being looked at. */
  @SuppressWarnings("CatchingUnchecked")
  private void notifyListeners() {
    for (var listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.warn("Requests under way could not be told of a change of licences", e);
      }
    }
  }

  private synchronized void read() {
    var db = database.get().reader();
    changedRows
        .read(db, version -> LicenceRows.changedSince(db, version))
        .ifPresent(changes -> known = (changes.areAll() ? Known.NONE : known).with(changes.rows()));
  }

  @SuppressWarnings("CatchingUnchecked")
  private void look() {
    try {
      if (isBehind || database.get().shared()) {
        read();
        isBehind = false;
      }
    } catch (RuntimeException e) {
      LOG.debug("Changes of licences could not be read", e);
    }
    notifyListeners(); // some may have expired
  }

  /**
   * The licence of a key.
   *
   * @throws LicenceRefused if there is none, or if it is not in force
   */
  Licences.Grant grant(String key) {
    var digest = keys.digest(key);
    requireValid(digest);
    var licence = known.byDigest.get(digest);
    if (licence == null) {
      throw LicenceRefused.unknown();
    }
    return new Licences.Grant(licence.licence(), () -> requireValid(digest));
  }

  /**
   * Refuses a key that does not open its licence any more.
   *
   * @throws LicenceRefused if so
   */
  private void requireValid(String digest) {
    var licence = known.byDigest.get(digest);
    if (licence == null) {
      throw LicenceRefused.unknown();
    }
    var now = clock.instant();
    switch (licence.status(now)) {
      case REVOKED -> throw LicenceRefused.revoked();
      case EXPIRED -> throw LicenceRefused.expired();
      case ACTIVE -> {
        if (licence.keys().stream().noneMatch(key -> isValid(key, digest))) {
          throw LicenceRefused.replaced();
        }
      }
    }
  }

  private boolean isValid(StoredKey key, String digest) {
    return key.digest().equals(digest) && key.isValid(clock.instant());
  }

  /** The licence of a name, if it is in force. */
  Optional<StoredLicence> named(String name) {
    return find(name).filter(one -> one.status(clock.instant()) == Status.ACTIVE);
  }

  /** All of them, in force or not. */
  List<StoredLicence> all() {
    return List.copyOf(known.byName.values());
  }

  /** The licence of a name, in force or not. */
  Optional<StoredLicence> find(String name) {
    return Optional.ofNullable(known.byName.get(name));
  }

  /**
   * The licence of a name; once it is not in force any more, it allows nothing. A name that is not
   * known is looked up, as another node may have made it just now.
   */
  Optional<Licence> licence(String name) {
    if (!isKnown(name)) {
      return TokenLicence.isName(name)
          ? Optional.of(new Licence(name, Set.of(), Set.of(), LicenceLimits.NONE))
          : Optional.empty();
    }
    var now = clock.instant();
    return find(name).map(one -> one.status(now) == Status.ACTIVE ? one.licence() : one.ended());
  }

  /** Whether there is or was a licence of this name; also before all of them have been read. */
  boolean isKnown(String name) {
    if (!known.byName.containsKey(name)) {
      read();
    }
    return known.byName.containsKey(name);
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
