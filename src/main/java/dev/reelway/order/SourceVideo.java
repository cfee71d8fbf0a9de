package dev.reelway.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.reelway.media.VideoInfo;
import org.jspecify.annotations.Nullable;

/**
 * The video that an edit or an extension is made of: one of this service, or one that the caller
 * sent.
 *
 * @param operation edit or extend
 * @param seconds its length in whole seconds
 * @param job the id of the job that made it, or null
 * @param file the stored file that the caller sent, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceVideo(
    Operation operation, int seconds, @Nullable String job, @Nullable VideoInfo file) {

  /** A video of this service. */
  public static SourceVideo ofJob(Operation operation, String job, VideoOrder made) {
    return new SourceVideo(operation, made.seconds(), job, null);
  }

  /** A stored file. */
  public static SourceVideo ofFile(Operation operation, VideoInfo file) {
    return new SourceVideo(operation, file.seconds(), null, file);
  }
}
