package dev.reelway.sink;

import java.io.IOException;

/**
 * An upstream's video is incomplete, malformed, too large, or not a video; nothing of it may be
 * stored.
 */
public final class BrokenVideo extends IOException {

  BrokenVideo(String reason) {
    super(reason);
  }
}
