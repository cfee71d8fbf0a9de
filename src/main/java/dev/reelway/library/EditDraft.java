package dev.reelway.library;

import dev.reelway.order.VideoEdit;

/** An edit or an extension that is checked except for its source, which may have to be read. */
public record EditDraft(VideoEdit edit, VideoSource source) {

  /** Whether the source is a video of this service, which need not be stored again. */
  public boolean isOfOwnVideo() {
    return source instanceof VideoSource.Rendered;
  }
}
