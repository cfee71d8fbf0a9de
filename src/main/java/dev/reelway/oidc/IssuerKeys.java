package dev.reelway.oidc;

import com.nimbusds.jose.jwk.JWK;
import dev.reelway.licence.IssuerUnavailable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer, as this node knows them. They are read again every five minutes, beside
 * the requests; before the request where there was none for ten minutes, as a key may have been
 * withdrawn meanwhile; and when a token names an unknown key, at most once in ten seconds. While
 * the issuer is unavailable, what is known goes on to hold for a day.
 */
final class IssuerKeys {

  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration OLD = Duration.ofMinutes(10);
  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final Duration LONGEST_OUTAGE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger("reelway.licences");

  private final String issuer;
  private final Source source;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile @Nullable Instant tried;
  private volatile boolean failed;

  /** Where keys are read from. */
  @FunctionalInterface
  interface Source {
    KeySet read() throws IOException;
  }

  private record Known(KeySet keys, Instant read) {}

  /**
   * @param issuer its name in the configuration
   */
  IssuerKeys(String issuer, Source source, Clock clock) {
    this.issuer = issuer;
    this.source = source;
    this.clock = clock;
  }

  /**
   * The keys that a signature can be by; empty if there is none.
   *
   * @param id the key that the token names, or null if it names none
   * @throws IssuerUnavailable if this is not known: the keys cannot be read, or were not read since
   *     the call, and the issuer may have another one now
   */
  List<JWK> fitting(TokenAlgorithm algorithm, @Nullable String id) {
    var called = clock.instant();
    var found = current().fitting(algorithm, id);
    if (!found.isEmpty()) {
      return found;
    }
    read();
    if (failed) {
      throw new IssuerUnavailable();
    }
    found = current().fitting(algorithm, id);
    if (found.isEmpty() && !isReadSince(called)) {
      throw IssuerUnavailable.forNewKey();
    }
    return found;
  }

  private boolean isReadSince(Instant time) {
    var last = known;
    return last != null && !last.read.isBefore(time);
  }

  /**
   * All of them. The same object as before means that none has changed.
   *
   * @throws IssuerUnavailable if they have not been read for a day
   */
  KeySet current() {
    var now = clock.instant();
    var usable = usable(now);
    if (usable.isEmpty() || (!failed && isOlder(usable.get(), OLD, now))) {
      read();
      usable = usable(now);
    } else if (isOlder(usable.get(), FRESH, now) && mayTry(now)) {
      readAside();
    }
    return usable.orElseThrow(IssuerUnavailable::new).keys;
  }

  private Optional<Known> usable(Instant now) {
    return Optional.ofNullable(known).filter(one -> now.isBefore(one.read.plus(LONGEST_OUTAGE)));
  }

  private static boolean isOlder(Known keys, Duration age, Instant now) {
    return isPast(keys.read, age, now);
  }

  private boolean mayTry(Instant now) {
    var last = tried;
    return last == null || isPast(last, BETWEEN, now);
  }

  /** After the clock was set back, nobody knows how long ago something was. */
  private static boolean isPast(Instant time, Duration age, Instant now) {
    return now.isBefore(time) || !now.isBefore(time.plus(age));
  }

  /** Reads them on a thread of its own, unless one is at it. */
  void readAside() {
    if (!lock.isLocked()) {
      Thread.ofVirtual().name("issuer-" + issuer).start(this::read);
    }
  }

  /**
   * Reads them, unless that was tried just now. Who waits for another's read does not repeat it.
   */
  private void read() {
    lock.lock();
    try {
      var now = clock.instant();
      if (mayTry(now)) {
        tried = now;
        keep(source.read(), now);
      }
    } catch (IOException | RuntimeException unavailable) {
      warn(unavailable);
    } finally {
      lock.unlock();
    }
  }

  private void keep(KeySet read, Instant now) {
    var before = known;
    known = new Known(before != null && before.keys.equals(read) ? before.keys : read, now);
    if (failed) {
      failed = false;
      LOG.info("The keys of issuer {} can be read again.", issuer);
    }
  }

  /** Once, until they are read again. */
  private void warn(Exception unavailable) {
    if (!failed) {
      failed = true;
      LOG.warn(
          "The keys of issuer {} cannot be read: {} {}",
          issuer,
          unavailable.getMessage(),
          known == null
              ? "Until then, its tokens are answered with 503."
              : "Those that are known stay in use for a day.");
    }
  }
}
