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
 * Tries a commit again while the database is away for a moment, as what an upstream has answered
 * may be paid for and known nowhere else. Waits double from a tenth of a second on; commits are
 * fenced, so that one whose success was lost changes nothing more when it is repeated.
 */
final class CommitRetry {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);

  private final Duration longest;

  /**
   * @param longest how long to try in all
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

  /** The same for what answers something, a question to the ledger among them. */
  <T> T get(Supplier<T> commit) {
    var wait = FIRST_WAIT;
    for (var left = longest; ; left = left.minus(wait), wait = wait.multipliedBy(2)) {
      try {
        return commit.get();
      } catch (DataIntegrityViolationException | InvalidDataAccessResourceUsageException hopeless) {
        throw hopeless;
      } catch (DataAccessException | TransactionException away) {
        if (left.isNegative()) {
          throw away;
        }
        LOG.debug("A commit is tried again", away);
      }
      sleep(wait);
    }
  }

  private static void sleep(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database was away", e);
    }
  }
}
