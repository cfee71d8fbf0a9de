package dev.reelway.sandbox;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The pictures of one call. They are painted when somebody wants their bytes: the same scene looks
 * the same at any time.
 *
 * @param scene the first picture
 * @param count how many pictures there are
 * @param createdAt milliseconds since 1970
 */
record Print(String id, Scene scene, int count, Still format, long createdAt)
    implements Cards.Card {

  Print {
    Objects.requireNonNull(id);
    Objects.requireNonNull(scene);
  }

  private static final Duration NEVER = Duration.ofMinutes(10);

  @JsonIgnore
  Rehearsal rehearsal() {
    return Rehearsal.of(scene.prompt());
  }

  /** When its call is answered at the earliest: at once, unless the prompt asks for a wait. */
  Instant due() {
    var rehearsal = rehearsal();
    var asked = rehearsal.takes() == null ? Duration.ZERO : rehearsal.takes();
    return Instant.ofEpochMilli(createdAt).plus(rehearsal.never() ? NEVER : asked);
  }

  /** The names of the pictures: {@code 1.png} and so on. */
  List<String> names() {
    return IntStream.rangeClosed(1, count).mapToObj(this::name).toList();
  }

  private String name(int number) {
    return number + "." + format.extension();
  }

  /** The scene of the picture of that name. */
  Optional<Scene> picture(String name) {
    int index = names().indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(scene.numbered(index));
  }
}
