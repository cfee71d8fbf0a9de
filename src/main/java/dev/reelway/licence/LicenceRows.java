package dev.reelway.licence;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.reelway.licence.StoredLicence.StoredKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of licences and of their keys. */
final class LicenceRows {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.licences");

  /** It has expired. */
  private static final LicenceTerms UNREADABLE =
      new LicenceTerms(Set.of(), Set.of(), LicenceLimits.NONE, 0L, Set.of(), null);

  private static final String SELECT =
      """
      select l.*, k.digest, k.secret, k.hint, k.created_at as key_created_at, k.expires_at as key_expires_at
      from licence l left join licence_key k on k.licence = l.name
      where %s order by l.name, k.created_at, k.digest
      """;

  /** Only changes are read again and again. */
  static final String CHANGED = SELECT.formatted("l.version > ?");

  private LicenceRows() {}

  static List<StoredLicence> changedSince(JdbcClient db, long version) {
    return read(db.sql(CHANGED).param(version));
  }

  static Optional<StoredLicence> find(JdbcClient db, String name) {
    return read(db.sql(SELECT.formatted("l.name = ?")).param(name)).stream().findFirst();
  }

  /** Whether the licence is new; false if its name is taken. */
  static boolean insert(JdbcClient db, String name, LicenceTerms terms, Instant now) {
    return db.sql(
                """
                insert into licence (name, terms, version, created_at) values (?, ?, ?, ?)
                on conflict do nothing
                """)
            .param(name)
            .param(TermsText.of(terms))
            .param(nextVersion(db))
            .param(now.toEpochMilli())
            .update()
        > 0;
  }

  /** Adds a key, unless it was added before. */
  static void insertKey(JdbcClient db, String licence, StoredKey key) {
    db.sql(
            """
            insert into licence_key (digest, secret, licence, hint, created_at)
            values (?, ?, ?, ?, ?)
            on conflict do nothing
            """)
        .param(key.digest())
        .param(key.secret())
        .param(licence)
        .param(key.hint())
        .param(key.created().toEpochMilli())
        .update();
  }

  /** All other keys of a licence end then, unless they end sooner. */
  static void endKeys(JdbcClient db, String licence, String except, Instant end) {
    db.sql(
            """
            update licence_key set expires_at = ?
            where licence = ? and digest <> ? and (expires_at is null or expires_at > ?)
            """)
        .param(end.toEpochMilli())
        .param(licence)
        .param(except)
        .param(end.toEpochMilli())
        .update();
  }

  /** Records other terms, under a new version. */
  static void update(JdbcClient db, String name, LicenceTerms terms) {
    var stored =
        db.sql("select terms from licence where name = ?").param(name).query(String.class).single();
    db.sql("update licence set terms = ?, version = ? where name = ?")
        .param(TermsText.replacing(stored, terms))
        .param(nextVersion(db))
        .param(name)
        .update();
  }

  /** Records that it is revoked, under a new version. */
  static void revoke(JdbcClient db, String name, Instant when) {
    db.sql("update licence set revoked_at = ?, version = ? where name = ?")
        .param(when.toEpochMilli())
        .param(nextVersion(db))
        .param(name)
        .update();
  }

  /** Its keys have changed: a new version. */
  static void renew(JdbcClient db, String name) {
    db.sql("update licence set version = ? where name = ?")
        .param(nextVersion(db))
        .param(name)
        .update();
  }

  /** Whether this version can read its terms. */
  static boolean isReadable(StoredLicence licence) {
    return !licence.terms().equals(UNREADABLE);
  }

  /**
   * Whether jobs, files, batches, events, used quotas or webhook endpoints have an owner of this
   * name.
   */
  static boolean isOwner(JdbcClient db, String name) {
    return db.sql(
            """
            select exists (select 1 from job where licence = ? and deleted_at is null)
              or exists (select 1 from file where licence = ?)
              or exists (select 1 from api_batch where licence = ?)
              or exists (select 1 from event where licence = ?)
              or exists (select 1 from quota where licence = ? and (period <> 'now' or jobs > 0))
              or exists (select 1 from webhook_endpoint where licence = ?)
            """)
        .params(name, name, name, name, name, name)
        .query(Boolean.class)
        .single();
  }

  private static long nextVersion(JdbcClient db) {
    return db.sql("select coalesce(max(version), 0) + 1 from licence").query(Long.class).single();
  }

  private static List<StoredLicence> read(JdbcClient.StatementSpec select) {
    Map<String, StoredLicence> all = new LinkedHashMap<>();
    select.query(
        row -> {
          all.merge(row.getString("name"), licence(row), LicenceRows::withMoreKeys);
        });
    return List.copyOf(all.values());
  }

  private static StoredLicence withMoreKeys(StoredLicence some, StoredLicence more) {
    var keys = new ArrayList<>(some.keys());
    keys.addAll(more.keys());
    return new StoredLicence(
        some.name(), some.terms(), some.version(), some.created(), some.revoked(), keys);
  }

  private static StoredLicence licence(ResultSet row) throws SQLException {
    return new StoredLicence(
        row.getString("name"),
        terms(row.getString("name"), row.getString("terms")),
        row.getLong("version"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        time(row, "revoked_at"),
        row.getString("digest") == null ? List.of() : List.of(key(row)));
  }

  private static StoredKey key(ResultSet row) throws SQLException {
    return new StoredKey(
        row.getString("digest"),
        row.getString("secret"),
        row.getString("hint"),
        Instant.ofEpochMilli(row.getLong("key_created_at")),
        time(row, "key_expires_at"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /** One row that cannot be read must not keep the others from being read. */
  private static LicenceTerms terms(String name, String json) {
    try {
      return TermsText.read(json);
    } catch (JsonProcessingException | RuntimeException broken) {
      LOG.warn("Licence {} cannot be read and opens nothing: {}", name, broken.getMessage());
      return UNREADABLE;
    }
  }
}
