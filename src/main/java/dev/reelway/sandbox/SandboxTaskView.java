package dev.reelway.sandbox;

import dev.reelway.sandbox.SandboxTask.TaskStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task in the JSON of the seed's dialect. */
final class SandboxTaskView {

  private SandboxTaskView() {}

  /**
   * @param links the links to its videos, if it says them
   */
  static Map<String, @Nullable Object> of(
      SandboxTask sandboxTask, Instant now, List<String> links) {
    var status = sandboxTask.status(now);
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", sandboxTask.id());
    shown.put("object", "video");
    shown.put("model", sandboxTask.model());
    shown.put("status", status.name());
    shown.put("progress", sandboxTask.progress(now));
    shown.put("created_at", sandboxTask.createdAt() / 1000);
    shown.put("completed_at", status == TaskStatus.completed ? doneAt(sandboxTask) : null);
    shown.put("expires_at", null);
    shown.put("prompt", sandboxTask.scene().prompt());
    shown.put("size", sandboxTask.scene().width() + "x" + sandboxTask.scene().height());
    shown.put("seconds", Integer.toString(sandboxTask.scene().seconds()));
    shown.put("remixed_from_video_id", sandboxTask.from());
    shown.put("error", status == TaskStatus.failed ? error(sandboxTask.simulatedFailures()) : null);
    if (!links.isEmpty() && status == TaskStatus.completed) {
      shown.put("url", links.getFirst());
    }
    if (links.size() > 1 && status == TaskStatus.completed) {
      shown.put("outputs", links.stream().map(link -> Map.of("url", link)).toList());
    }
    return shown;
  }

  private static long doneAt(SandboxTask sandboxTask) {
    return (sandboxTask.createdAt() + sandboxTask.takes()) / 1000;
  }

  private static @Nullable Map<String, String> error(SimulatedFailures simulatedFailures) {
    return simulatedFailures
        .refusal()
        .map(why -> Map.of("code", why.code(), "message", why.sentence()))
        .orElse(null);
  }
}
