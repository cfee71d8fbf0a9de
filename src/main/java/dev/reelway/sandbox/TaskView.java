package dev.reelway.sandbox;

import dev.reelway.sandbox.Task.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task in the JSON of the seed's dialect. */
final class TaskView {

  private TaskView() {}

  static Map<String, @Nullable Object> of(Task task, Instant now, @Nullable String link) {
    var status = task.status(now);
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", task.id());
    shown.put("object", "video");
    shown.put("model", task.model());
    shown.put("status", status.name());
    shown.put("progress", task.progress(now));
    shown.put("created_at", task.createdAt() / 1000);
    shown.put("completed_at", status == Status.completed ? doneAt(task) : null);
    shown.put("expires_at", null);
    shown.put("prompt", task.scene().prompt());
    shown.put("size", task.scene().width() + "x" + task.scene().height());
    shown.put("seconds", Integer.toString(task.scene().seconds()));
    shown.put("remixed_from_video_id", task.from());
    shown.put("error", status == Status.failed ? error(task.rehearsal()) : null);
    if (link != null && status == Status.completed) {
      shown.put("url", link);
    }
    return shown;
  }

  private static long doneAt(Task task) {
    return (task.createdAt() + task.takes()) / 1000;
  }

  private static @Nullable Map<String, String> error(Rehearsal rehearsal) {
    return rehearsal
        .refusal()
        .map(why -> Map.of("code", why.code(), "message", why.sentence()))
        .orElse(null);
  }
}
