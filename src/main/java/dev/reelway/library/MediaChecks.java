package dev.reelway.library;

import dev.reelway.media.AudioChecker;
import dev.reelway.media.ImageChecker;
import dev.reelway.media.MediaInfo;
import dev.reelway.media.ReferenceInfo;
import dev.reelway.media.ReferenceSettings;
import dev.reelway.media.SpoolFolder.SpoolFile;
import dev.reelway.media.VideoChecker;
import dev.reelway.order.ReferenceRole;
import java.io.IOException;

/**
 * Checks the images, videos and audio files of orders, and says how large each may be. The images
 * of upstreams' answers have limits of their own.
 */
record MediaChecks(
    ImageChecker images, VideoChecker videos, AudioChecker audios, ReferenceSettings settings) {

  private static final ImageChecker RENDERED = ImageChecker.ofRendered();

  /** The maximum size of the file of a source in bytes. */
  long largest(ImageSource source) {
    if (source instanceof ImageSource.UpstreamData) {
      return ImageChecker.LARGEST_RENDERED;
    }
    return switch (role(source)) {
      case REFERENCE_VIDEO -> settings.largestVideo().toBytes();
      case REFERENCE_AUDIO -> settings.largestAudio().toBytes();
      default -> settings.largest().toBytes();
    };
  }

  /**
   * Checks a received file.
   *
   * @throws dev.reelway.media.ImageRefused if it is not what its source says, too large or too long
   */
  ReferenceInfo check(ImageSource source, SpoolFile file) throws IOException {
    if (source instanceof ImageSource.UpstreamData) {
      return RENDERED.check(file);
    }
    return switch (role(source)) {
      case REFERENCE_VIDEO -> MediaInfo.of(videos.check(file.path(), file.sha256()));
      case REFERENCE_AUDIO -> audios.check(file);
      default -> images.check(file);
    };
  }

  private static ReferenceRole role(ImageSource source) {
    return source instanceof ImageSource.Media media ? media.role() : ReferenceRole.REFERENCE;
  }
}
