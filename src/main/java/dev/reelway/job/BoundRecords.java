package dev.reelway.job;

import dev.reelway.database.ChangedRows;
import dev.reelway.database.ChangedRows.Changes;
import dev.reelway.database.Database;
import dev.reelway.upstream.Account;
import dev.reelway.upstream.LearnedBound;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores the learned bounds of upstreams: one row for each account, the last one written. */
final class BoundRecords {

  private static final String STORE =
      """
      insert into upstream_bound (upstream, credential, bound, step, accepted, failed_trials,
        refusals, paused_until, trial_from, trial_by, version)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        (select coalesce(max(version), 0) + 1 from upstream_bound))
      on conflict (upstream, credential) do update set bound = excluded.bound,
        step = excluded.step, accepted = excluded.accepted,
        failed_trials = excluded.failed_trials, refusals = excluded.refusals,
        paused_until = excluded.paused_until, trial_from = excluded.trial_from,
        trial_by = excluded.trial_by, version = excluded.version
      returning version
      """;

  private final Database database;

  BoundRecords(Database database) {
    this.database = database;
  }

  /** A bound as it was stored. */
  record Stored(Account account, LearnedBound bound, long version) {}

  /** Whether other processes store bounds in the same ledger. */
  boolean areShared() {
    return database.shared();
  }

  /** Stores a bound, and returns its version. */
  long store(Account account, LearnedBound bound) {
    return database.write(
        db -> {
          // The version is taken under a lock, so that no reader has seen a later one before.
          database.lock(db, "upstream_bound");
          return db.sql(STORE)
              .param(account.upstream())
              .param(account.credential())
              .param(bound.bound())
              .param(bound.step())
              .param(bound.accepted())
              .param(bound.failedTrials())
              .param(bound.refusals())
              .param(bound.pausedUntil().toEpochMilli())
              .param(bound.trialFrom().toEpochMilli())
              .param(bound.trialBy().toEpochMilli())
              .query(Long.class)
              .single();
        });
  }

  /** The bounds that were stored since these rows were read the last time, the oldest first. */
  Optional<Changes<Stored>> changes(ChangedRows bounds) {
    var db = database.reader();
    return bounds.read(db, version -> since(db, version));
  }

  private static List<Stored> since(JdbcClient db, long version) {
    return db.sql("select * from upstream_bound where version > ? order by version")
        .param(version)
        .query((row, number) -> read(row))
        .list();
  }

  private static Stored read(ResultSet row) throws SQLException {
    return new Stored(
        new Account(row.getString("upstream"), row.getString("credential")),
        new LearnedBound(
            row.getInt("bound"),
            row.getInt("step"),
            row.getInt("accepted"),
            row.getInt("failed_trials"),
            row.getInt("refusals"),
            Instant.ofEpochMilli(row.getLong("paused_until")),
            Instant.ofEpochMilli(row.getLong("trial_from")),
            Instant.ofEpochMilli(row.getLong("trial_by"))),
        row.getLong("version"));
  }
}
