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
 * @param file the stored file that the caller sent or linked to; null for the first video of {@code
 *     job}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceVideo(
    Operation operation, int seconds, @Nullable String job, @Nullable VideoInfo file) {

  /** A video of this service. */
  public static SourceVideo ofJob(Operation operation, String job, VideoOrder made) {
    return new SourceVideo(operation, made.seconds(), job, null);
  }

  /**
   * A stored file.
   *
   * @param job the id of the job that made it, if it is a copy of one of the job's videos, or null
   */
  public static SourceVideo ofFile(Operation operation, VideoInfo file, @Nullable String job) {
    return new SourceVideo(operation, file.seconds(), job, file);
  }

  /** The id of the job whose render at the upstream is the source itself, or null. */
  public @Nullable String renderedBy() {
    return file == null ? job : null;
  }
}
