package dev.reelway.library;

import dev.reelway.order.ReferenceRole;
import org.jspecify.annotations.Nullable;

/**
 * An image that a request wants its order to start from.
 *
 * @param role what it is to the order, or null if the request does not say
 */
public record Reference(ImageSource source, @Nullable ReferenceRole role) {

  /** Whether it belongs to the first image, as a mask does. */
  boolean isGuide() {
    return role != null && role.isGuide();
  }
}
