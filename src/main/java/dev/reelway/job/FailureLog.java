package dev.reelway.job;

import dev.reelway.database.DatabaseUnavailable;
import dev.reelway.wire.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs work that fails again and again: the first failure with its stack trace, then a line at most
 * each minute, and a line when it succeeds. All that fails because the database is unavailable is
 * one outage, which is logged without a stack trace.
 */
public final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.routes");
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final String DATABASE = "database";

  private final Map<String, Outage> outages = new HashMap<>();
  private final Clock clock;

  private static final class Outage {

    private final Instant since;
    private final Set<String> failing = new HashSet<>();
    private Instant logged;

    private Outage(Instant since) {
      this.since = since;
      this.logged = since;
    }

    private boolean isLoggedAgain(Instant now) {
      boolean again = !now.isBefore(logged.plus(BETWEEN_LINES));
      logged = again ? now : logged;
      return again;
    }

    private long seconds(Instant now) {
      return Duration.between(since, now).toSeconds();
    }
  }

  public FailureLog(Clock clock) {
    this.clock = clock;
  }

  /**
   * Work has failed.
   *
   * @param work its name, such as the id of its route
   */
  public synchronized void failed(String work, Throwable thrown) {
    var now = clock.instant();
    boolean database = DatabaseUnavailable.isIn(thrown);
    var key = database ? DATABASE : work + " " + thrown.getClass().getName();
    var outage = outages.get(key);
    if (outage == null) {
      outage = new Outage(now);
      outages.put(key, outage);
      begun(work, database, thrown);
    } else if (outage.isLoggedAgain(now)) {
      var what = database ? "The database is still unavailable" : work + " still fails";
      LOG.warn("{} after {} s: {}", what, outage.seconds(now), reason(thrown));
    } else {
      LOG.debug("{} failed again", work, thrown);
    }
    outage.failing.add(work);
  }

  private static void begun(String work, boolean database, Throwable thrown) {
    if (database) {
      LOG.warn(
          "The database is unavailable: {}. {} and other work is tried again until it is back",
          reason(thrown),
          work);
    } else {
      LOG.warn("{} failed with an error that its policy did not handle", work, thrown);
    }
  }

  private static String reason(Throwable thrown) {
    return Causes.root(thrown).toString().lines().findFirst().orElse("");
  }

  /** Work has succeeded. */
  public synchronized void succeeded(String work) {
    if (outages.isEmpty()) {
      return;
    }
    var now = clock.instant();
    outages
        .entrySet()
        .removeIf(
            one -> {
              var outage = one.getValue();
              boolean ended = outage.failing.contains(work);
              if (ended) {
                var what =
                    one.getKey().equals(DATABASE) ? "The database is available" : work + " works";
                LOG.warn("{} again, after {} s", what, outage.seconds(now));
              }
              return ended;
            });
  }
}
