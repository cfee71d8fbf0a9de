package dev.reelway.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A video or an audio file that a video refers to, whose type and length have been checked.
 *
 * @param sha256 of the whole file, in lower-case hex
 * @param type {@code video/…} or {@code audio/…}
 * @param bytes the length of the file
 * @param width of a video in pixels, or null
 * @param height of a video in pixels, or null
 * @param seconds the length in whole seconds, at least 1
 */
public record MediaInfo(
    String sha256,
    String type,
    long bytes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer width,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer height,
    int seconds)
    implements ReferenceInfo {

  /** A video. */
  public static MediaInfo of(VideoInfo video) {
    return new MediaInfo(
        video.sha256(),
        video.type(),
        video.bytes(),
        video.width(),
        video.height(),
        video.seconds());
  }

  /** Whether it is an audio file, not a video. */
  public boolean sounds() {
    return type.startsWith("audio/");
  }
}
