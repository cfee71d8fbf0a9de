package dev.reelway.job;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.transaction.TransactionException;

/**
 * Retries a commit while the database is unavailable, as an upstream's answer may be paid for and
 * known nowhere else. The wait begins at a tenth of a second and doubles up to a second. Commits
 * are fenced, so that repeating one that had succeeded changes nothing, and one whose lease is lost
 * meanwhile is refused.
 */
final class CommitRetry {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long LONGEST_WAIT_MILLIS = 1_000;

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
    long end = System.nanoTime() + longest.toNanos();
    for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
      try {
        return commit.get();
      } catch (DataIntegrityViolationException
          | InvalidDataAccessResourceUsageException permanent) {
        throw permanent;
      } catch (DataAccessException | TransactionException unavailable) {
        if (System.nanoTime() - end > 0) {
          throw unavailable;
        }
        LOG.debug("A commit will be retried", unavailable);
      }
      sleep(wait);
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database was unavailable", e);
    }
  }
}
