package dev.reelway.library;

import dev.reelway.order.ReferenceRole;
import org.jspecify.annotations.Nullable;

/**
 * An image that a request wants its order to start from.
 *
 * @param role what it is to a video, or null if the request does not say
 */
public record Reference(ImageSource source, @Nullable ReferenceRole role) {}
