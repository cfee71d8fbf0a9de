package dev.reelway.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came of telling a receiver once.
 *
 * @param at when it was begun, in milliseconds since 1970
 * @param millis how long it took
 * @param status the HTTP status that was answered, if one was
 * @param problem why it did not arrive, in a sentence, or null where it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attempt(long at, long millis, @Nullable Integer status, @Nullable String problem) {

  static Attempt between(
      Instant begun, Instant ended, @Nullable Integer status, @Nullable String problem) {
    long millis = Math.max(0, ended.toEpochMilli() - begun.toEpochMilli());
    return new Attempt(begun.toEpochMilli(), millis, status, problem);
  }
}
