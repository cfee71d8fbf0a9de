package dev.reelway.job;

import dev.reelway.database.ChangedRows;
import dev.reelway.database.ChangedRows.Changes;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.LearnedBound;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounds that upstreams have shown by refusing orders, see {@link LearnedBound}. They are
 * stored in the ledger, so that all processes that share it use the same ones, and a restart does
 * not forget them. A bound that cannot be stored is used by this process alone.
 */
final class LearnedBounds {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");

  /** How old what is known of other processes' bounds may be. */
  private static final Duration READ_EVERY = Duration.ofSeconds(1);

  private final BoundRecords records;
  private final Clock clock;
  private final ChangedRows changedRows =
      new ChangedRows("upstream_bound", "upstream", "credential");
  private final Map<Account, LearnedBound> bounds = new ConcurrentHashMap<>();
  private final Map<Account, Long> versions = new ConcurrentHashMap<>();

  /** The accounts whose bound is not stored as it is here. */
  private final Set<Account> unstored = ConcurrentHashMap.newKeySet();

  private @Nullable Instant read;

  LearnedBounds(BoundRecords records, Clock clock) {
    this.records = records;
    this.clock = clock;
  }

  /** Whether any upstream has refused an order for lack of capacity. */
  boolean areEmpty() {
    return bounds.isEmpty();
  }

  /** The bound of an account; empty while it has refused nothing. */
  Optional<LearnedBound> of(Account account) {
    return Optional.ofNullable(bounds.get(account));
  }

  /** Whether an account gets no orders now. */
  boolean isPaused(Account account) {
    return of(account).filter(bound -> bound.isPaused(clock.instant())).isPresent();
  }

  /** How many renders may be open under an account now; null if that is not known. */
  @Nullable Integer limit(Account account) {
    return of(account).map(bound -> bound.limit(clock.instant())).orElse(null);
  }

  /**
   * An account has refused an order.
   *
   * @param open how many renders were open besides it
   */
  void refused(Account account, int open, @Nullable Duration requested) {
    var now = clock.instant();
    unstored.add(account);
    var bound =
        bounds.merge(
            account,
            LearnedBound.of(open, requested, now),
            (before, first) -> before.refused(open, requested, now));
    if (bound.refusals() == 1) {
      LOG.info(
          "{} ({}) accepts no more orders now; renders open there: {}",
          account.upstream(),
          account.credential(),
          open);
    }
    store(account);
  }

  /**
   * An account has accepted an order.
   *
   * @param open how many renders were open when it was sent; null if that was not counted
   */
  void accepted(Account account, @Nullable Integer open) {
    var before = bounds.get(account);
    if (before == null) {
      return;
    }
    var after =
        bounds.computeIfPresent(
            account,
            (same, bound) ->
                bound.accepted(open == null ? bound.bound() - 1 : open, clock.instant()));
    if (after != null && (after.bound() != before.bound() || before.refusals() > 0)) {
      store(account);
    }
  }

  /** One after another, so that what is stored last is what was learned last. */
  private synchronized void store(Account account) {
    var bound = bounds.get(account);
    if (bound == null) {
      return; // A failover has lost it meanwhile.
    }
    unstored.remove(account);
    try {
      versions.put(account, records.store(account, bound));
    } catch (RuntimeException notStored) {
      unstored.add(account);
      LOG.warn("The bound of {} could not be stored: {}", account.upstream(), notStored.toString());
    }
  }

  /** Reads what other processes have learned, if it was not read just now. */
  synchronized void refresh() {
    var now = clock.instant();
    if (read != null && (!records.areShared() || now.isBefore(read.plus(READ_EVERY)))) {
      return;
    }
    records.changes(changedRows).ifPresent(this::take);
    read = now;
  }

  private void take(Changes<BoundRecords.Stored> changes) {
    if (changes.areAll()) {
      takeAll(changes.rows());
      return;
    }
    for (var one : changes.rows()) {
      if (versions.getOrDefault(one.account(), 0L) < one.version()) {
        take(one);
      }
    }
  }

  /**
   * What was stored here last may be lost, and its version be another's. What could not be stored
   * is newer than these.
   */
  private void takeAll(List<BoundRecords.Stored> all) {
    versions.clear();
    var there = all.stream().map(BoundRecords.Stored::account).collect(Collectors.toSet());
    bounds.keySet().removeIf(account -> !there.contains(account) && !unstored.contains(account));
    for (var one : all) {
      if (unstored.contains(one.account())) {
        versions.put(one.account(), one.version());
      } else {
        take(one);
      }
    }
  }

  private void take(BoundRecords.Stored one) {
    unstored.remove(one.account());
    versions.put(one.account(), one.version());
    bounds.put(one.account(), one.bound());
  }
}
