package dev.reelway.library;

import dev.reelway.order.ReferenceRole;
import org.jspecify.annotations.Nullable;

/**
 * An image, video or audio file that a request wants its order to start from or refer to.
 *
 * @param role what it is to the order, or null if the request does not say
 */
public record Reference(ImageSource source, @Nullable ReferenceRole role) {

  /** Whether it is a video or an audio file. */
  boolean isMedia() {
    return role != null && role.isMedia();
  }

  /** The source, which says of a video or an audio file that it is one. */
  ImageSource own() {
    return role != null && role.isMedia() ? new ImageSource.Media(source, role) : source;
  }

  /** Whether it belongs to the first image, as a mask does. */
  boolean isGuide() {
    return role != null && role.isGuide();
  }
}
