package dev.reelway.sandbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.reelway.sandbox.paint.ImageFormat;
import dev.reelway.sandbox.paint.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of one request. They are painted when their bytes are requested, as a scene always
 * looks the same.
 *
 * @param scene the scene of the first image
 * @param count the number of images
 * @param createdAt milliseconds since 1970
 */
record ImageTask(String id, Scene scene, int count, ImageFormat format, long createdAt)
    implements RequestStore.StoredRequest {

  ImageTask {
    Objects.requireNonNull(id);
    Objects.requireNonNull(scene);
  }

  private static final Duration NEVER = Duration.ofMinutes(10);

  @JsonIgnore
  SimulatedFailures simulatedFailures() {
    return SimulatedFailures.of(scene.prompt());
  }

  /** The earliest time for the response: at once, unless the prompt asks for a delay. */
  Instant due() {
    var simulatedFailures = simulatedFailures();
    var requested = simulatedFailures.takes() == null ? Duration.ZERO : simulatedFailures.takes();
    return Instant.ofEpochMilli(createdAt).plus(simulatedFailures.never() ? NEVER : requested);
  }

  /** The names of the images: {@code 1.png} and so on. */
  List<String> names() {
    return IntStream.rangeClosed(1, count).mapToObj(this::name).toList();
  }

  private String name(int number) {
    return number + "." + format.extension();
  }

  /** The scene of the image with this name. */
  Optional<Scene> image(String name) {
    int index = names().indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(scene.numbered(index));
  }
}
