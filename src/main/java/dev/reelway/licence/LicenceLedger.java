package dev.reelway.licence;

import dev.reelway.database.Database;
import dev.reelway.licence.LicenceConflict.Reason;
import dev.reelway.licence.StoredLicence.StoredKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The licences that are made by calls. What a method returns has been committed, and this node
 * knows it; other nodes know it within a second. Changes run one after another, on all nodes, so
 * that none is lost.
 */
public final class LicenceLedger {

  private static final String LOCK = "licences";

  private final Database database;
  private final LicenceKeys keys;
  private final StoredLicences known;
  private final Clock clock;

  LicenceLedger(Database database, LicenceKeys keys, StoredLicences known, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.known = known;
    this.clock = clock;
  }

  /**
   * A licence with a new key.
   *
   * @param key the key, which is known to nobody else and is not stored
   */
  public record Keyed(StoredLicence licence, String key) {

    /** Without the key, as this may be logged. */
    @Override
    public String toString() {
      return licence.toString();
    }
  }

  /** Runs work in a transaction, and what the caller records with it. */
  @FunctionalInterface
  public interface Writer {
    StoredLicence write(Function<JdbcClient, StoredLicence> work);
  }

  public Optional<StoredLicence> find(String name) {
    return LicenceRows.find(database.reader(), name);
  }

  /** All of them, revoked ones among them, as this node knows them: in no order, by no query. */
  public List<StoredLicence> all() {
    return known.all();
  }

  /**
   * Creates a licence and its key.
   *
   * @throws LicenceConflict if the name is taken, or owns jobs, files, events or webhook endpoints
   *     already
   */
  public Keyed create(String name, LicenceTerms terms, Writer writer) {
    var key = LicenceKeys.generate();
    var stored = stored(key);
    return keyed(writer.write(db -> create(db, name, terms, stored)), key);
  }

  /**
   * Gives a licence another key.
   *
   * @param overlap how long its earlier keys work beside it
   * @param expected whether the version that is changed is one that the caller means
   * @throws LicenceConflict if there is no such licence, if it was revoked or is one of tokens, or
   *     if its version is none of those
   */
  public Keyed rotate(String name, Duration overlap, LongPredicate expected, Writer writer) {
    var key = LicenceKeys.generate();
    var stored = stored(key);
    return keyed(writer.write(db -> rotate(db, name, overlap, expected, stored)), key);
  }

  /**
   * Changes what a licence allows.
   *
   * @param expected whether the version that is changed is one that the caller means
   * @throws LicenceConflict if there is no such licence, if it was revoked, or if its version is
   *     none of those
   */
  public StoredLicence change(
      String name, LongPredicate expected, UnaryOperator<LicenceTerms> change) {
    return published(
        database.write(
            db -> {
              database.lock(db, LOCK);
              var licence = open(db, name, expected);
              LicenceRows.update(db, name, change.apply(licence.terms()));
              return LicenceRows.find(db, name).orElseThrow();
            }));
  }

  /**
   * Revokes a licence; one that was revoked before stays as it is.
   *
   * @throws LicenceConflict if there is no such licence, or if its version is not an expected one
   */
  public StoredLicence revoke(String name, LongPredicate expected) {
    return published(
        database.writeRepeatable(
            db -> {
              database.lock(db, LOCK);
              var licence = LicenceRows.find(db, name).orElseThrow(() -> unknown(name));
              if (licence.revoked() == null) {
                requireVersion(licence, expected);
                LicenceRows.revoke(db, name, clock.instant());
              }
              return LicenceRows.find(db, name).orElseThrow();
            }));
  }

  /**
   * Records what a token says of its licence, unless a newer one has said something else, or the
   * licence was revoked.
   */
  StoredLicence record(String name, LicenceTerms token) {
    return published(
        database.writeRepeatable(
            db -> {
              database.lock(db, LOCK);
              var before = LicenceRows.find(db, name);
              if (before.isEmpty()) {
                LicenceRows.insert(db, name, token, clock.instant());
              } else if (isNews(before.get(), token)) {
                LicenceRows.update(db, name, before.get().terms().replacedBy(token));
              }
              return LicenceRows.find(db, name).orElseThrow();
            }));
  }

  private static boolean isNews(StoredLicence before, LicenceTerms token) {
    return before.revoked() == null
        && LicenceRows.isReadable(before)
        && before.terms().isReplacedBy(token);
  }

  private StoredLicence create(JdbcClient db, String name, LicenceTerms terms, StoredKey key) {
    database.lock(db, LOCK);
    var before = LicenceRows.find(db, name);
    if (before.isPresent()) {
      if (hasKey(before.get(), key)) {
        return before.get(); // the commit was lost, and was made
      }
      throw taken(name, before.get());
    }
    if (LicenceRows.isOwner(db, name)) {
      throw new LicenceConflict(
          Reason.NAME_TAKEN,
          "name '%s' owns jobs, files, events or webhook endpoints of an earlier licence. Choose another name."
              .formatted(name));
    }
    LicenceRows.insert(db, name, terms, clock.instant());
    LicenceRows.insertKey(db, name, key);
    return LicenceRows.find(db, name).orElseThrow();
  }

  private StoredLicence rotate(
      JdbcClient db, String name, Duration overlap, LongPredicate expected, StoredKey key) {
    database.lock(db, LOCK);
    var before = LicenceRows.find(db, name);
    if (before.isPresent() && hasKey(before.get(), key)) {
      return before.get(); // the commit was lost, and was made
    }
    var licence = open(db, name, expected);
    if (licence.terms().areOfTokens()) {
      throw new LicenceConflict(
          Reason.HAS_NO_KEYS,
          "Licence '%s' has no keys: its issuer gives out tokens.".formatted(name));
    }
    LicenceRows.endKeys(db, name, key.digest(), key.created().plus(overlap));
    LicenceRows.insertKey(db, name, key);
    LicenceRows.renew(db, name);
    return LicenceRows.find(db, name).orElseThrow();
  }

  private static boolean hasKey(StoredLicence licence, StoredKey key) {
    return licence.keys().stream().anyMatch(one -> one.digest().equals(key.digest()));
  }

  private static StoredLicence open(JdbcClient db, String name, LongPredicate expected) {
    var licence = LicenceRows.find(db, name).orElseThrow(() -> unknown(name));
    if (licence.revoked() != null) {
      throw new LicenceConflict(
          Reason.REVOKED,
          "Licence '%s' was revoked and cannot be changed. Create another one.".formatted(name));
    }
    requireVersion(licence, expected);
    if (!LicenceRows.isReadable(licence)) {
      throw new LicenceConflict(
          Reason.NEWER_VERSION,
          "Licence '%s' has what only a newer version of the service knows. Change it at a node of that version."
              .formatted(name));
    }
    return licence;
  }

  private static void requireVersion(StoredLicence licence, LongPredicate expected) {
    if (!expected.test(licence.version())) {
      throw new LicenceConflict(
          Reason.CHANGED,
          "Licence '%s' has been changed since: its ETag is \"%d\". Retrieve it, and send the change"
                  .formatted(licence.name(), licence.version())
              + " again.");
    }
  }

  private StoredKey stored(String key) {
    return new StoredKey(keys.digest(key), keys.secretId(), LicenceKeys.hint(key), now(), null);
  }

  /** As it is stored. */
  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private Keyed keyed(StoredLicence licence, String key) {
    return new Keyed(published(licence), key);
  }

  /** The own node knows it at once. */
  private StoredLicence published(StoredLicence licence) {
    known.refreshOwn();
    return licence;
  }

  private static LicenceConflict unknown(String name) {
    return new LicenceConflict(Reason.UNKNOWN, "No such licence: '%s'.".formatted(name));
  }

  private static LicenceConflict taken(String name, StoredLicence before) {
    return new LicenceConflict(
        Reason.NAME_TAKEN,
        before.revoked() == null
            ? "name '%s' belongs to another licence. Choose another name.".formatted(name)
            : "name '%s' belongs to a revoked licence, whose jobs it owns. Choose another name."
                .formatted(name));
  }
}
