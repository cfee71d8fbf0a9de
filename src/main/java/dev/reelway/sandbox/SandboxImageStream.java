package dev.reelway.sandbox;

import dev.reelway.api.chat.ClientDisconnected;
import dev.reelway.api.chat.EventStreamWriter;
import dev.reelway.sandbox.paint.ImageCache;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The images of one request as server-sent events in the shape of OpenAI's image API: unfinished
 * versions of the first image while the request takes its time, and then each image.
 *
 * @param kind what the names of the events begin with
 * @param partialImages how many unfinished images there are
 */
record SandboxImageStream(
    ImageTask imageTask,
    String kind,
    int partialImages,
    ImageCache imageCache,
    RenderDelay renderDelay) {

  private static final int COARSEST = 64;

  void writeTo(HttpServletResponse response) throws IOException {
    try {
      write(EventStreamWriter.ofImages(response));
    } catch (ClientDisconnected gone) {
      // The images are paid for; nobody reads them.
    }
  }

  private void write(EventStreamWriter events) throws IOException {
    for (int number = 0; number < partialImages; number++) {
      renderDelay.until(due(number));
      var file = unfinished(number);
      send(events, ".partial_image", Map.of("partial_image_index", number), file);
    }
    renderDelay.until(imageTask.due());
    for (var name : imageTask.names()) {
      var scene = imageTask.image(name).orElseThrow();
      send(events, ".completed", Map.of(), imageCache.still(scene, imageTask.format()));
    }
  }

  /** The unfinished images come in even distances before the finished ones. */
  private Instant due(int number) {
    var created = Instant.ofEpochMilli(imageTask.createdAt());
    var whole = Duration.between(created, imageTask.due());
    return created.plus(whole.multipliedBy(number + 1).dividedBy(partialImages + 1));
  }

  private Path unfinished(int number) throws IOException {
    var scene = imageTask.scene().numbered(0);
    return imageCache.unfinished(scene, imageTask.format(), COARSEST >> number);
  }

  private void send(EventStreamWriter events, String name, Map<String, Object> more, Path file)
      throws IOException {
    var scene = imageTask.scene();
    var event = new LinkedHashMap<String, Object>();
    event.put("type", kind + name);
    event.put("b64_json", Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    event.put("created_at", imageTask.createdAt() / 1000);
    event.put("size", scene.width() + "x" + scene.height());
    event.put("quality", "auto");
    event.put("background", "auto");
    event.put("output_format", imageTask.format().extension());
    event.putAll(more);
    events.event(kind + name, SandboxAnswers.text(event));
  }
}
