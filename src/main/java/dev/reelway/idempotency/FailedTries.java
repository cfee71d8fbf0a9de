package dev.reelway.idempotency;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest tries without a key that ended without a result. The retry of such a try is not the
 * repetition of an equal request that was accepted before it. Only the tries of this process are
 * known: the retry that reaches another node is taken for that repetition.
 */
final class FailedTries {

  private static final int MOST = 10_000;

  private final Map<String, Instant> arrivals =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Adds a try that has failed. One that was about to create an object may have done so, where the
   * answer of the database was lost: its retry finds that.
   */
  synchronized void add(RequestKey key) {
    var known = key.object() == null ? key.arrived() : key.arrived().minusMillis(1);
    arrivals.put(name(key, key.retries()), known);
  }

  /**
   * After what time the object of this try was created, if the try failed that this one is the
   * retry of; forgets that one.
   */
  synchronized Optional<Instant> takeBefore(RequestKey key) {
    return Optional.ofNullable(arrivals.remove(name(key, key.retries() - 1)));
  }

  private static String name(RequestKey key, int retries) {
    return key.licence() + " " + key.name() + " " + retries;
  }
}
