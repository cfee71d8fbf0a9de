package dev.reelway.sandbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.reelway.sandbox.paint.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A render that the sandbox has accepted. It is complete when its time has passed, without anything
 * running, so a restart loses nothing.
 *
 * @param createdAt milliseconds since 1970
 * @param takes the render's time in milliseconds
 * @param n how many videos it makes; 0 in tasks that were stored before there were several
 * @param from the id of the task that this one remixes, or null
 */
record SandboxTask(
    String id,
    String model,
    Scene scene,
    @JsonProperty("created_at") long createdAt,
    long takes,
    int n,
    @Nullable String from)
    implements RequestStore.StoredRequest {

  SandboxTask {
    Objects.requireNonNull(id);
    Objects.requireNonNull(scene);
    n = Math.max(1, n);
  }

  /** The status, in the words of the seed's dialect. */
  enum TaskStatus {
    queued,
    in_progress,
    completed,
    failed
  }

  static SandboxTask of(
      String id,
      String model,
      Scene scene,
      Instant now,
      Duration defaultTime,
      int n,
      @Nullable String from) {
    var requested = SimulatedFailures.of(scene.prompt()).takes();
    var takes = requested == null ? defaultTime : requested;
    return new SandboxTask(id, model, scene, now.toEpochMilli(), takes.toMillis(), n, from);
  }

  @JsonIgnore
  SimulatedFailures simulatedFailures() {
    return SimulatedFailures.of(scene.prompt());
  }

  TaskStatus status(Instant now) {
    var simulatedFailures = simulatedFailures();
    if (progress(now) < 100) {
      return progress(now) == 0 ? TaskStatus.queued : TaskStatus.in_progress;
    }
    return simulatedFailures.refusal().isPresent() ? TaskStatus.failed : TaskStatus.completed;
  }

  /** 0 to 100 percent, by the time that has passed; a render that never ends stays at 99. */
  int progress(Instant now) {
    long passed = now.toEpochMilli() - createdAt;
    int percent = takes <= 0 ? 100 : (int) Math.clamp(passed * 100 / takes, 0, 100);
    return simulatedFailures().never() ? Math.min(percent, 99) : percent;
  }
}
