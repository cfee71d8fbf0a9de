package dev.reelway.job;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.transaction.TransactionException;

/**
 * Retries a commit while the database is unavailable for a moment, as an upstream's answer may be
 * paid for and known nowhere else. The wait begins at a tenth of a second and doubles. Commits are
 * fenced, so that repeating one that had succeeded changes nothing.
 */
final class CommitRetry {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);

  private final Duration longest;

  /**
   * @param longest how long to retry in all
   */
  CommitRetry(Duration longest) {
    this.longest = longest;
  }

  void run(Runnable commit) {
    get(
        () -> {
          commit.run();
          return true;
        });
  }

  /** The same for work that returns a value, such as a query of the ledger. */
  <T> T get(Supplier<T> commit) {
    var wait = FIRST_WAIT;
    for (var left = longest; ; left = left.minus(wait), wait = wait.multipliedBy(2)) {
      try {
        return commit.get();
      } catch (DataIntegrityViolationException
          | InvalidDataAccessResourceUsageException permanent) {
        throw permanent;
      } catch (DataAccessException | TransactionException unavailable) {
        if (left.isNegative()) {
          throw unavailable;
        }
        LOG.debug("A commit will be retried", unavailable);
      }
      sleep(wait);
    }
  }

  private static void sleep(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database was unavailable", e);
    }
  }
}
