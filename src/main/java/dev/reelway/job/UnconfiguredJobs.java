package dev.reelway.job;

import dev.reelway.job.JobState.Submitting;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the jobs that need what this process is {@linkplain NotConfigured not configured for}:
 * they stay as they are, no attempt is counted, and they are looked at again soon, the older the
 * later; but not first after their deadline, so that the process that is configured for them can
 * still ask for a render then. So they go on with that process, or when the operator has corrected
 * the configuration. The log says once in a while what is missing.
 */
final class UnconfiguredJobs {

  private static final Logger LOG = LoggerFactory.getLogger("reelway.jobs");
  private static final Duration SOONEST = Duration.ofSeconds(5);
  private static final Duration LATEST = Duration.ofMinutes(1);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(10);

  /** When it was last logged that something is missing; as many as the configuration had names. */
  private final Map<String, Instant> warned = new ConcurrentHashMap<>();

  /**
   * The job, to be looked at again.
   *
   * @param missing what it needs, as a sentence
   */
  Job left(Job job, String missing, Instant now) {
    warn(job, missing, now);
    var again = now.plus(pause(Duration.between(job.created(), now)));
    var caused = job.causedBy(missing);
    return job.state() instanceof Submitting sending && sending.unsent()
        ? caused.requeuedFree(again)
        : caused.dueAt(JobTiming.byDeadline(job, again, now));
  }

  private static Duration pause(Duration age) {
    long quarter = age.toMillis() / 4;
    return Duration.ofMillis(Math.clamp(quarter, SOONEST.toMillis(), LATEST.toMillis()));
  }

  private void warn(Job job, String missing, Instant now) {
    var last = warned.get(missing);
    if (last == null || now.isAfter(last.plus(BETWEEN_WARNINGS))) {
      warned.put(missing, now);
      LOG.warn(
          "{} and perhaps more jobs are left until their deadlines, or until a process is"
              + " configured for them: {}",
          job.id(),
          missing);
    }
  }
}
