package dev.reelway.idempotency;

import dev.reelway.database.Database;
import dev.reelway.idempotency.Outcome.Created;
import dev.reelway.idempotency.Outcome.Refused;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The keys of earlier requests, in the ledger's database, so that all nodes know them. */
public final class RequestKeys {

  private static final int SWEPT_AT_ONCE = 500;
  private static final int MOST_ROUNDS = 20;

  private final Database database;
  private final Clock clock;
  private final FailedTries failedTries = new FailedTries();

  public RequestKeys(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * How an earlier request with this key has ended; empty if there is none, or none with a result.
   *
   * @throws KeyReused if the earlier request was a different one
   */
  public Optional<Outcome> find(RequestKey key) {
    return switch (key.kind()) {
      case CHOSEN -> RequestKeyRows.find(database.reader(), key, clock.instant());
      case RETRY -> findFirstTry(key);
      case UNMARKED -> key.mayBeRejoined() ? rejoin(key) : Optional.empty();
    };
  }

  private Optional<Outcome> findFirstTry(RequestKey key) {
    failedTries.takeBefore(key).ifPresent(key::follow);
    return database.write(
        db -> {
          RequestKeyRows.lock(database, db, key);
          return RequestKeyRows.take(db, key, clock.instant());
        });
  }

  private Optional<Outcome> rejoin(RequestKey key) {
    return database.write(
        db -> {
          RequestKeyRows.lock(database, db, key);
          return EqualRequestRows.rejoin(db, key, clock.instant());
        });
  }

  /** The newest earlier requests that are equal to this one. */
  public List<EqualRequest> equalTo(RequestKey key) {
    return EqualRequestRows.equal(database.reader(), key, clock.instant());
  }

  /**
   * The caller of a request without a key has left without the answer, or was told to come again:
   * an equal request may join its object from now on.
   */
  public void leave(RequestKey key, String object) {
    database.write(db -> EqualRequestRows.leave(db, key, object, clock.instant()));
  }

  /**
   * Forgets the object of an earlier request, as it came to nothing: this request is a first one
   * now.
   */
  public void forget(RequestKey key, Created nothing) {
    key.follow(key.arrived());
    database.write(db -> RequestKeyRows.delete(db, key, nothing.object()));
  }

  /** Notes that a try without a key had no result, so that its retry is a new request. */
  public void fail(RequestKey key) {
    if (!key.isChosen()) {
      failedTries.add(key);
    }
  }

  /** Records that a request was refused, unless another one with its key has been answered. */
  public void refuse(RequestKey key, Refused refused) {
    database.write(db -> RequestKeyRows.claim(db, key, null, refused, clock.instant()));
  }

  /** Deletes the keys that have expired, in bounded steps. */
  public void sweep() {
    int rounds = 0;
    while (rounds < MOST_ROUNDS
        && RequestKeyRows.sweep(database, clock.instant(), SWEPT_AT_ONCE) == SWEPT_AT_ONCE) {
      rounds++;
    }
    var before = clock.instant().minus(RequestKey.KEPT);
    database.write(db -> Heartbeat.sweep(db, before));
  }
}
