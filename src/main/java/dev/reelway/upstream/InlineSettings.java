package dev.reelway.upstream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * {@code inline} of a dialect or a target: the largest files that are sent within a request. Larger
 * ones are sent as links to this service. A size that is not set is not limited.
 *
 * @param image of an image
 * @param video of a reference video
 * @param audio of a reference audio file
 */
public record InlineSettings(
    @Nullable DataSize image, @Nullable DataSize video, @Nullable DataSize audio) {

  static long bytes(@Nullable DataSize size) {
    return size == null ? Long.MAX_VALUE : size.toBytes();
  }
}
