package dev.reelway.wire;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What texts were read as, for texts that are read again and again: the JSON of a job, while its
 * caller polls it. A text that is read takes the place of another one, and long ones are not kept,
 * so that all of them need some megabytes at most. Safe for threads.
 *
 * @param <T> what a text is read as; never changed by anyone
 */
public final class ReadTexts<T> {

  private static final int PLACES = 1 << 10;
  private static final int LONGEST = 4_096;

  private final AtomicReferenceArray<@Nullable Read<T>> places = new AtomicReferenceArray<>(PLACES);

  private record Read<T>(String text, T value) {}

  /** What this text is read as; what a reader throws is thrown each time. */
  public T read(String text, Function<String, T> reader) {
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 16) & (PLACES - 1);
    var read = places.get(place);
    if (read != null && read.text.equals(text)) {
      return read.value;
    }
    var value = reader.apply(text);
    if (text.length() <= LONGEST) {
      places.set(place, new Read<>(text, value));
    }
    return value;
  }
}
