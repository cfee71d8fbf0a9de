package dev.reelway.job;

import dev.reelway.job.JobState.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of the job after one thing was done under a lease.
 *
 * @param state one of these
 * @param code how it failed, if it may have; null where it must not have
 * @param attempts how many more are counted; {@link #NEW} where they begin anew
 */
record JobExpectation(List<Name> state, @Nullable String code, int attempts) {

  static final int NEW = -1;

  int attemptsAfter(int before) {
    return attempts == NEW ? 0 : before + attempts;
  }

  static JobExpectation of(Name state, int attempts) {
    return new JobExpectation(List.of(state), null, attempts);
  }

  static JobExpectation failed(String code) {
    return new JobExpectation(List.of(Name.FAILED), code, 0);
  }

  JobExpectation orFailed(String code) {
    return new JobExpectation(List.of(state.getFirst(), Name.FAILED), code, attempts);
  }
}
