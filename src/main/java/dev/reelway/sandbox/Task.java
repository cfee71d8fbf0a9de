package dev.reelway.sandbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
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
 * @param from the id of the task that this one remixes, or null
 */
record Task(
    String id,
    String model,
    Scene scene,
    @JsonProperty("created_at") long createdAt,
    long takes,
    @Nullable String from)
    implements Cards.Card {

  Task {
    Objects.requireNonNull(id);
    Objects.requireNonNull(scene);
  }

  /** The status, in the words of the seed's dialect. */
  enum Status {
    queued,
    in_progress,
    completed,
    failed
  }

  static Task of(
      String id,
      String model,
      Scene scene,
      Instant now,
      Duration defaultTime,
      @Nullable String from) {
    var requested = Rehearsal.of(scene.prompt()).takes();
    var takes = requested == null ? defaultTime : requested;
    return new Task(id, model, scene, now.toEpochMilli(), takes.toMillis(), from);
  }

  @JsonIgnore
  Rehearsal rehearsal() {
    return Rehearsal.of(scene.prompt());
  }

  Status status(Instant now) {
    var rehearsal = rehearsal();
    if (progress(now) < 100) {
      return progress(now) == 0 ? Status.queued : Status.in_progress;
    }
    return rehearsal.refusal().isPresent() ? Status.failed : Status.completed;
  }

  /** 0 to 100 percent, by the time that has passed; a render that never ends stays at 99. */
  int progress(Instant now) {
    long passed = now.toEpochMilli() - createdAt;
    int percent = takes <= 0 ? 100 : (int) Math.clamp(passed * 100 / takes, 0, 100);
    return rehearsal().never() ? Math.min(percent, 99) : percent;
  }
}
