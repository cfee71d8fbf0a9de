package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.JobId;
import dev.reelway.job.State.Failed;
import dev.reelway.job.Watch;
import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;

/**
 * Limits how many requests wait for their jobs, and for how long. A wait that ends before its job,
 * by timeout or shutdown, fails with the job's id and location, as the job continues.
 */
public final class Waiting {

  private final int most;
  private final Duration longest;
  private final String root;
  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();
  private final Set<Watch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shuttingDown;

  /**
   * @param most how many requests of one licence may wait at the same time
   * @param longest how long a request waits for its job to end
   * @param root the base of the API's paths: a URL or a path
   */
  Waiting(int most, Duration longest, String root) {
    this.most = most;
    this.longest = longest;
    this.root = root;
  }

  /** Counts the request as waiting until it ends, or refuses it with 429. */
  void enter(Licence licence, HttpServletRequest call) {
    int now = calls.merge(licence.name(), 1, Integer::sum);
    Leftovers.add(call, () -> leave(licence.name()));
    if (now > most) {
      throw new CallRefused(
          429,
          null,
          "rate_limit_exceeded",
          "Too many waiting requests: at most %d requests of a licence may wait for results at the same time."
              .formatted(most));
    }
  }

  private void leave(String licence) {
    calls.computeIfPresent(licence, (name, count) -> count == 1 ? null : count - 1);
  }

  /** Ends all waits, and every wait that starts later, because the service shuts down. */
  public void letGo() {
    shuttingDown = true;
    open.forEach(Watch::wake);
  }

  /** The wait of one request, which ends early if the service shuts down. */
  final class Stay implements AutoCloseable {

    private final Watch watch;

    private Stay(Watch watch) {
      this.watch = watch;
    }

    boolean isOver() {
      return shuttingDown;
    }

    @Override
    public void close() {
      open.remove(watch);
    }
  }

  Stay stay(Watch watch) {
    open.add(watch);
    if (shuttingDown) {
      watch.wake();
    }
    return new Stay(watch);
  }

  /**
   * Waits for the job to be delivered. Throws {@link CallRefused} with the job's failure, or with
   * the job's id if the job has not ended in time.
   */
  public Job end(@Body Watch watch) throws InterruptedException {
    try (watch;
        var stay = stay(watch)) {
      var job = watch.end(longest);
      if (job == null) {
        throw stay.isOver() ? closing(watch) : tooLong(watch);
      }
      return delivered(job);
    }
  }

  private static Job delivered(Job job) {
    if (job.state() instanceof Failed failed) {
      throw refusal(failed);
    }
    return job;
  }

  /** The error for a caller whose job continues although the service shuts down. */
  CallRefused closing(Watch watch) {
    var id = watch.first().id();
    return new CallRefused(
            503,
            null,
            "shutting_down",
            "The service is shutting down. The job continues; fetch it later as %s.".formatted(id))
        .at(location(id));
  }

  private CallRefused tooLong(Watch watch) {
    var id = watch.first().id();
    return new CallRefused(
            504,
            null,
            "still_rendering",
            "Still rendering after %d s. The job continues; fetch it later as %s."
                .formatted(longest.toSeconds(), id))
        .at(location(id));
  }

  private String location(String id) {
    return root + (JobId.isVideo(id) ? "/v1/videos/" : "/v1/images/") + id;
  }

  /** The error for a caller who waited for a job that has failed. */
  static CallRefused refusal(Failed failed) {
    int status = failed.why().code().equals("refused") ? 400 : 502;
    return new CallRefused(status, null, failed.why().code(), failed.why().message());
  }
}
