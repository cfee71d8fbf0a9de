package dev.reelway.idempotency;

import dev.reelway.database.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What one request is recognised by if it is sent again, and whether it is settled: it has created
 * its object, or has ended without one. Of a key that the caller chose, only the SHA-256 is stored,
 * as callers put names and addresses into keys.
 */
public final class RequestKey {

  /** How long a key of the caller is known. */
  static final Duration KEPT = Duration.ofHours(24);

  /**
   * How long a retry that an SDK marks may come after the try before it. SDKs wait for an answer
   * for ten minutes, unless told otherwise.
   */
  static final Duration RETRIED_WITHIN = Duration.ofMinutes(15);

  /** Who says that a request is sent again. */
  enum Kind {
    /** The caller, by an {@code Idempotency-Key}. */
    CHOSEN,
    /** Nobody: an equal request is another one, unless it is marked as a retry. */
    UNMARKED,
    /** An SDK, by its retry count. */
    RETRY
  }

  private final Kind kind;
  private final String licence;
  private final String name;
  private final @Nullable String fingerprint;
  private final int retries;
  private final Instant arrived;
  private final Duration rejoinWithin;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile boolean created;
  private volatile boolean joined;
  private volatile @Nullable String object;
  private volatile @Nullable Instant failedTry;
  private volatile @Nullable String process;
  private final AtomicBoolean left = new AtomicBoolean();

  private RequestKey(
      Kind kind,
      String licence,
      String name,
      @Nullable String fingerprint,
      int retries,
      Instant arrived,
      Duration rejoinWithin) {
    this.kind = kind;
    this.licence = licence;
    this.name = name;
    this.fingerprint = fingerprint;
    this.retries = retries;
    this.arrived = arrived;
    this.rejoinWithin = rejoinWithin;
  }

  /**
   * A request with a key.
   *
   * @param fingerprint the hash of its path and parameters
   */
  public static RequestKey chosen(String licence, String key, String fingerprint, Instant arrived) {
    return new RequestKey(
        Kind.CHOSEN, licence, "key-" + sha256(key), fingerprint, 0, arrived, Duration.ZERO);
  }

  /**
   * A request without a key.
   *
   * @param fingerprint the hash of its path and parameters
   * @param retries the retry count that an SDK sent; 0 for a request that is not marked as a retry
   * @param rejoinWithin how long an equal request may join its object once its caller has left
   *     without an answer; zero for a request whose caller does not wait
   */
  public static RequestKey keyless(
      String licence, String fingerprint, int retries, Instant arrived, Duration rejoinWithin) {
    var kind = retries == 0 ? Kind.UNMARKED : Kind.RETRY;
    return new RequestKey(
        kind, licence, "body-" + fingerprint, null, retries, arrived, rejoinWithin);
  }

  private static String sha256(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs the work that creates an object, and records the key with it, in one transaction. A
   * request that has created an object already, or has no key, only runs the work.
   *
   * @param work inserts the object, and does nothing where it exists: it is run again after a lost
   *     commit
   * @throws AlreadyAnswered if another request with this key was committed before; the work is not
   *     run then, or rolled back
   * @throws KeyReused if that request was a different one
   */
  public static <T> T write(
      Database database, @Nullable RequestKey key, String object, Function<JdbcClient, T> work) {
    return write(database, key, object, work, database::writeRepeatable);
  }

  /**
   * The same for work that only inserts rows which nobody else writes: that of several callers may
   * share a transaction. A key of its own, and a retry, may have to wait for another request.
   */
  public static <T> T insert(
      Database database, @Nullable RequestKey key, String object, Function<JdbcClient, T> work) {
    boolean waits = key != null && key.kind != Kind.UNMARKED;
    return write(database, key, object, work, waits ? database::writeRepeatable : database::insert);
  }

  private static <T> T write(
      Database database,
      @Nullable RequestKey key,
      String object,
      Function<JdbcClient, T> work,
      Write<T> write) {
    if (key == null || key.created) {
      return write.run(work, work);
    }
    key.object = object; // before others can read it
    Function<JdbcClient, T> recording =
        db -> {
          RequestKeyRows.record(database, db, key, object);
          return work.apply(db);
        };
    var result =
        write.run(
            recording,
            db ->
                RequestKeyRows.isRecorded(db, key, object) ? work.apply(db) : recording.apply(db));
    key.created = true;
    key.settle();
    return result;
  }

  /** One of the database's ways to commit work that is run again after a lost commit. */
  private interface Write<T> {
    T run(Function<JdbcClient, T> work, Function<JdbcClient, T> again);
  }

  /** The caller of this request waits for a process, whose heartbeat says whether it lives. */
  public void waitFor(Heartbeat heartbeat) {
    process = heartbeat.process();
  }

  /** The process that the caller waits for, or null if the caller does not wait. */
  @Nullable String process() {
    return process;
  }

  /** Whether the caller chose it, rather than the request being its own key. */
  public boolean isChosen() {
    return kind == Kind.CHOSEN;
  }

  /** Whether an equal request may join its object when its caller has left without an answer. */
  public boolean mayBeRejoined() {
    return !rejoinWithin.isZero();
  }

  /**
   * Whether its caller leaves now, and may be followed by an equal request: once, as that one has a
   * caller of its own.
   */
  public boolean leave() {
    return mayBeRejoined() && left.compareAndSet(false, true);
  }

  /** Whether a request with this key is a repetition by itself. */
  public boolean isRepeatable() {
    return kind != Kind.UNMARKED;
  }

  /** Whether the request has created its object. */
  public boolean isCreated() {
    return created;
  }

  /** The request is answered with this object of an earlier one. */
  public void join(String earlier) {
    object = earlier;
    joined = true;
    settle();
  }

  /** The object that it creates or joins; null before that. */
  public @Nullable String object() {
    return object;
  }

  /** What requests have in common that may be one request: the licence and the name of the key. */
  public String slot() {
    return licence + " " + name;
  }

  /** Whether the request has an object: its own, or that of an earlier one. */
  public boolean hasObject() {
    return created || joined;
  }

  /** Runs this once the request has created its object, if it does. */
  public void whenCreated(Runnable action) {
    var unused =
        settled.thenRun(
            () -> {
              if (created) {
                action.run();
              }
            });
  }

  /** The request has ended, or need not be waited for any longer. */
  public void settle() {
    settled.complete(null);
  }

  /** Completes when the request is settled. */
  CompletableFuture<Void> settled() {
    return settled;
  }

  Kind kind() {
    return kind;
  }

  String licence() {
    return licence;
  }

  String name() {
    return name;
  }

  @Nullable String fingerprint() {
    return fingerprint;
  }

  int retries() {
    return retries;
  }

  Duration rejoinWithin() {
    return rejoinWithin;
  }

  Instant arrived() {
    return arrived;
  }

  /** It is the retry of a try that arrived then and failed: what is older belongs to others. */
  void follow(Instant failed) {
    failedTry = failed;
  }

  /** When the try before it arrived, if that one is known to have failed. */
  @Nullable Instant failedTry() {
    return failedTry;
  }

  /** How long it is known from now on. */
  Duration kept() {
    return kind == Kind.CHOSEN ? KEPT : RETRIED_WITHIN;
  }

  @Override
  public String toString() {
    return kind + " " + licence + " " + name;
  }
}
