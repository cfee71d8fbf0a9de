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
 * Calls that wait for their jobs: how many may, and for how long. When the service shuts down, none
 * does any longer: each is told its job's id, as the job goes on after the restart.
 */
public final class Waiting {

  private final int most;
  private final Duration longest;
  private final String root;
  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();
  private final Set<Watch> open = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /**
   * @param most how many calls of one licence may wait at once
   * @param longest how long one of them waits for its job's end
   * @param root where a caller finds the API
   */
  Waiting(int most, Duration longest, String root) {
    this.most = most;
    this.longest = longest;
    this.root = root;
  }

  /** Lets the call wait until it is over, or refuses it. */
  void enter(Licence licence, HttpServletRequest call) {
    int now = calls.merge(licence.name(), 1, Integer::sum);
    Leftovers.add(call, () -> leave(licence.name()));
    if (now > most) {
      throw new CallRefused(
          429,
          null,
          "rate_limit_exceeded",
          "At most %d calls of a licence may wait for their results at once.".formatted(most));
    }
  }

  private void leave(String licence) {
    calls.computeIfPresent(licence, (name, count) -> count == 1 ? null : count - 1);
  }

  /** The service shuts down: whoever waits is let go, and so is whoever comes to wait. */
  public void letGo() {
    over = true;
    open.forEach(Watch::wake);
  }

  /** One call's wait, which the end of the service ends too. */
  final class Stay implements AutoCloseable {

    private final Watch watch;

    private Stay(Watch watch) {
      this.watch = watch;
    }

    boolean isOver() {
      return over;
    }

    @Override
    public void close() {
      open.remove(watch);
    }
  }

  Stay stay(Watch watch) {
    open.add(watch);
    if (over) {
      watch.wake();
    }
    return new Stay(watch);
  }

  /** Waits for the job; where it comes to nothing, the call fails as the job did. */
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

  /** What a caller is told whose job goes on, although the service shuts down. */
  CallRefused closing(Watch watch) {
    var id = watch.first().id();
    return new CallRefused(
            503,
            null,
            "shutting_down",
            "The service is shutting down. The job continues; fetch it later as %s.".formatted(id))
        .at(place(id));
  }

  private CallRefused tooLong(Watch watch) {
    var id = watch.first().id();
    return new CallRefused(
            504,
            null,
            "still_rendering",
            "Still rendering after %d s. The job continues; fetch it later as %s."
                .formatted(longest.toSeconds(), id))
        .at(place(id));
  }

  private String place(String id) {
    return root + (JobId.isVideo(id) ? "/v1/videos/" : "/v1/images/") + id;
  }

  /** What a caller is told who waited for a job that has failed. */
  static CallRefused refusal(Failed failed) {
    int status = failed.why().code().equals("refused") ? 400 : 502;
    return new CallRefused(status, null, failed.why().code(), failed.why().message());
  }
}
