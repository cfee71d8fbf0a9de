package dev.reelway.media;

import org.bytedeco.ffmpeg.global.avutil;

/**
 * FFmpeg's libraries. Loading them takes a fifth of a second and more, so it is left to the first
 * video.
 */
public final class FFmpeg {

  static {
    // Errors are thrown as well; the libraries need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private FFmpeg() {}

  /**
   * Loads the library that the others stand on, if it is not loaded yet; they come with their first
   * use. Whatever uses FFmpeg calls this first.
   *
   * @throws LinkageError if it cannot be loaded on this platform
   */
  public static void load() {
    // The first call initialises this class.
  }
}
