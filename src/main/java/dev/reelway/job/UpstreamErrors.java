package dev.reelway.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The last failed request of this process to each upstream, until the next one that fails. */
final class UpstreamErrors {

  private final Map<String, UpstreamError> last = new ConcurrentHashMap<>();

  /**
   * A request of a job has failed.
   *
   * @param job with the cause
   */
  void record(Job job, Instant now) {
    var target = JobRow.target(job.state());
    var cause = job.history().lastCause();
    if (target != null && cause != null) {
      last.put(target.upstream(), new UpstreamError(target, now, cause, job.id()));
    }
  }

  /** The last one at an upstream. */
  Optional<UpstreamError> at(String upstream) {
    return Optional.ofNullable(last.get(upstream));
  }
}
