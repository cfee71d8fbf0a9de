package dev.reelway.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sandbox's tasks, a file each, so that they outlive the process as a real upstream's would. A
 * task that was asked for under an {@code Idempotency-Key} is named by it, and so made once.
 */
final class Tasks {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path folder;
  private final ConcurrentHashMap<String, Task> known = new ConcurrentHashMap<>();

  Tasks(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (var files = Files.newDirectoryStream(folder, "video_*.json")) {
      for (var file : files) {
        var task = JSON.readValue(file.toFile(), Task.class);
        known.put(task.id(), task);
      }
    }
  }

  static String idFor(String idempotencyKey) {
    return "video_" + UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps a task before anybody hears of it; the first under its name stays. */
  Task keep(Task task) {
    return known.computeIfAbsent(
        task.id(),
        id -> {
          write(task);
          return task;
        });
  }

  private void write(Task task) {
    try {
      var partial = Files.createTempFile(folder, ".task", ".part");
      Files.write(partial, JSON.writeValueAsBytes(task));
      Files.move(partial, folder.resolve(task.id() + ".json"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Task> find(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** The newest first. */
  List<Task> newest(int limit) {
    return known.values().stream()
        .sorted(Comparator.comparingLong(Task::createdAt).reversed().thenComparing(Task::id))
        .limit(limit)
        .toList();
  }
}
