package dev.reelway.upstream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An access token that is fetched by one thread while the others wait for its result. */
final class CachedToken {

  private static final Duration BETWEEN_REFUSALS = Duration.ofMinutes(1);

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable AccessToken current;
  private @Nullable CompletableFuture<AccessToken> refresh;
  private Instant refused = Instant.EPOCH;

  CachedToken(Clock clock) {
    this.clock = clock;
  }

  /**
   * The token.
   *
   * @param source fetches a new one; what it throws is thrown to all who wait
   */
  AccessToken get(Supplier<AccessToken> source) {
    var own = new CompletableFuture<AccessToken>();
    var shared = joined(own);
    if (shared == own) {
      fetch(source, own);
    }
    try {
      return shared.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  /** The token that there is, or the fetch that is under way, or else the caller's own. */
  private CompletableFuture<AccessToken> joined(CompletableFuture<AccessToken> own) {
    lock.lock();
    try {
      if (current != null && current.isValid(clock.instant())) {
        return CompletableFuture.completedFuture(current);
      }
      if (refresh == null) {
        refresh = own;
      }
      return refresh;
    } finally {
      lock.unlock();
    }
  }

  private void fetch(Supplier<AccessToken> source, CompletableFuture<AccessToken> own) {
    try {
      var fetched = source.get();
      ended(fetched);
      own.complete(fetched);
    } catch (RuntimeException | Error failed) {
      ended(null);
      own.completeExceptionally(failed);
    }
  }

  private void ended(@Nullable AccessToken fetched) {
    lock.lock();
    try {
      current = fetched;
      refresh = null;
    } finally {
      lock.unlock();
    }
  }

  /** The upstream does not take this token. */
  void refused(String value) {
    lock.lock();
    try {
      var now = clock.instant();
      if (current != null
          && current.value().equals(value)
          && Duration.between(refused, now).abs().compareTo(BETWEEN_REFUSALS) >= 0) {
        current = null;
        refused = now;
      }
    } finally {
      lock.unlock();
    }
  }
}
