package dev.reelway.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases that workers of this process hold, each with its job as it stands now. A lease is held
 * from the claim to the end of the exchange that works on the job; only what is held is renewed.
 */
final class JobLeases {

  private final Map<String, Job> held = new ConcurrentHashMap<>();

  /** A worker holds this job from now on, or still does after a commit that kept it. */
  void hold(Job job) {
    held.put(job.id(), job);
  }

  List<Job> hold(List<Job> jobs) {
    jobs.forEach(this::hold);
    return jobs;
  }

  /** The job as it stands now, if it is held under the same claim. */
  @Nullable Job held(Job job) {
    var now = held.get(job.id());
    return now != null && now.fence() == job.fence() ? now : null;
  }

  /** The lease ends; a later claim of the same job is left alone. */
  void end(Job job) {
    held.computeIfPresent(job.id(), (id, now) -> now.fence() == job.fence() ? null : now);
  }

  /** The lease ends whoever holds it, as the job does. */
  void end(String id) {
    held.remove(id);
  }

  List<Job> all() {
    return List.copyOf(held.values());
  }
}
