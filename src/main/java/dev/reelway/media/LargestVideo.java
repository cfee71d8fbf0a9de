package dev.reelway.media;

import org.springframework.util.unit.DataSize;

/**
 * {@code reelway.largest-video}.
 *
 * @param size a larger video is not accepted from an upstream
 */
public record LargestVideo(DataSize size) {

  /** In bytes. */
  public long bytes() {
    return size.toBytes();
  }
}
