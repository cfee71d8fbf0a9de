package dev.reelway.media;

import org.bytedeco.ffmpeg.global.avutil;

/** FFmpeg's libraries: loading them takes a fifth of a second, so a start does not wait for it. */
public final class FFmpeg {

  static {
    // Errors are thrown as well; the libraries need not print them.
    avutil.av_log_set_level(avutil.AV_LOG_FATAL);
  }

  private FFmpeg() {}

  /**
   * Loads the libraries, if they are not loaded yet. Whatever uses FFmpeg calls this first.
   *
   * @throws LinkageError if they cannot be loaded on this platform
   */
  public static void load() {
    // The first call initialises this class.
  }
}
