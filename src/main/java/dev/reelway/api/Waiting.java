package dev.reelway.api;

import dev.reelway.job.Job;
import dev.reelway.job.State.Failed;
import dev.reelway.job.Watch;
import dev.reelway.licence.Licence;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;

/** Calls that wait for their jobs: how many may, and for how long. */
public final class Waiting {

  private final int most;
  private final Duration longest;
  private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();

  /**
   * @param most how many calls of one licence may wait at once
   * @param longest how long one of them waits for its job's end
   */
  Waiting(int most, Duration longest) {
    this.most = most;
    this.longest = longest;
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

  /** Waits for the job; where it comes to nothing, the call fails as the job did. */
  public Job end(@Body Watch watch) throws InterruptedException {
    try (watch) {
      return delivered(watch.end(longest));
    }
  }

  private Job delivered(@Nullable Job job) {
    if (job == null) {
      throw new CallRefused(
          504,
          null,
          "still_rendering",
          "This takes longer than %d s; it is still being made, and will be stored."
              .formatted(longest.toSeconds()));
    }
    if (job.state() instanceof Failed failed) {
      throw refusal(failed);
    }
    return job;
  }

  /** What a caller is told who waited for a job that has failed. */
  static CallRefused refusal(Failed failed) {
    int status = failed.why().code().equals("refused") ? 400 : 502;
    return new CallRefused(status, null, failed.why().code(), failed.why().message());
  }
}
